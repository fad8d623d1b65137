"""Runs the queues side by side in one process: each has its threads, and no job waits for one of another queue."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections
from procrastinate import App
from procrastinate.contrib.django import app, connector_params
from procrastinate.contrib.django.db_cleanup import close_db_connections
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Notification
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.worker import Worker

log = logging.getLogger(__name__)
POLL = 0.5  # seconds: notifications wake a lane for new jobs, not for those scheduled for later
OUTAGE = 1.0


class Lanes:
    """A worker for each queue, with so many threads; lives on its event loop."""

    def __init__(self, queues: Mapping[str, int]) -> None:
        self._queues = queues
        self._stopping = asyncio.Event()
        self._workers: dict[str, Worker] = {}

    async def run(self) -> None:
        """Work until SIGTERM or SIGINT, then finish what has begun."""
        loop = asyncio.get_running_loop()
        # Jobs run in the loop's own pool, whose usual size knows nothing of them; the spare ones resolve host names.
        loop.set_default_executor(ThreadPoolExecutor(sum(self._queues.values()) + 4, thread_name_prefix="job"))
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        app.perform_import_paths()
        log.info("worker started", extra={"queues": dict(self._queues)})
        await asyncio.gather(*(self._keep(queue, threads) for queue, threads in self._queues.items()))
        log.info("worker stopped")

    def stop(self) -> None:
        self._stopping.set()
        for worker in self._workers.values():
            worker.stop()

    async def _keep(self, queue: str, threads: int) -> None:
        """The library's worker ends when the database is away; a lane waits for it and begins anew."""
        while not self._stopping.is_set():
            try:
                await self._work(queue, threads)
            except Exception:
                log.warning("lane interrupted", exc_info=True, extra={"queue": queue})
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), OUTAGE)

    async def _work(self, queue: str, threads: int) -> None:
        await sync_to_async(close_old_connections)()  # of the thread that queues the periodic jobs
        connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=1, timeout=5.0)
        lane = App(connector=connector)
        # A connection of its own to fetch jobs by. The jobs belong to the main app: what they enqueue is in their
        # own Django transaction. (`replace_connector`, the library's way, would put it outside.)
        lane.tasks, lane.periodic_registry = app.tasks, app.periodic_registry
        async with lane.open_async():
            if self._stopping.is_set():
                return
            worker: Worker = AttentiveWorker(
                lane,
                queues=[queue],
                name=queue,
                concurrency=threads,
                fetch_job_polling_interval=POLL,
                delete_jobs="successful",
                install_signal_handlers=False,
                update_heartbeat_interval=settings.JOB_STALLED_AFTER / 4,
                stalled_worker_timeout=settings.JOB_STALLED_AFTER,
                task_middleware=[close_db_connections],
            )
            self._workers[queue] = worker
            beat = asyncio.create_task(_beat(worker))
            try:
                await worker.run()
            finally:
                beat.cancel()


class AttentiveWorker(Worker):
    """The library's worker forgets a notification that comes while it fetches, and the job waits for the next poll:
    of 300 jobs enqueued in twos four started half a second late. This one fetches again."""

    _notified = False

    async def _handle_notification(self, *, channel: str, notification: Notification) -> None:
        self._notified = True
        await super()._handle_notification(channel=channel, notification=notification)

    async def _fetch_and_process_jobs(self) -> None:
        self._notified = True
        while self._notified:
            self._notified = False
            await super()._fetch_and_process_jobs()  # type: ignore[no-untyped-call]  # the library's own


async def _beat(worker: Worker) -> None:
    """The library's own heartbeat ends when a worker begins to drain, and its last jobs would be taken for stalled."""
    while True:
        await asyncio.sleep(settings.JOB_STALLED_AFTER / 4)
        if worker.worker_id is not None:
            with contextlib.suppress(ConnectorException):
                await worker.app.job_manager.update_heartbeat(worker.worker_id)
