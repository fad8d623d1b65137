"""Run a worker for each queue in one process, each with threads of its own: no job waits for another queue's."""

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
POLL = 0.5  # seconds; notifications announce new jobs, not scheduled ones that become due
RESTART_AFTER = 1.0  # seconds


class QueueWorkers:
    """The workers of `queues` (`{"mails": 4}`: threads by queue), all on one event loop."""

    def __init__(self, queues: Mapping[str, int]) -> None:
        self._queues = queues
        self._stopping = asyncio.Event()
        self._workers: dict[str, Worker] = {}

    async def run(self) -> None:
        """Work until SIGTERM or SIGINT, then finish the running jobs."""
        loop = asyncio.get_running_loop()
        # Jobs run in the loop's default pool, which must hold all their threads; 4 more resolve host names.
        loop.set_default_executor(ThreadPoolExecutor(sum(self._queues.values()) + 4, thread_name_prefix="job"))
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        app.perform_import_paths()
        log.info("worker started", extra={"queues": dict(self._queues)})
        await asyncio.gather(*(self._run_queue(queue, threads) for queue, threads in self._queues.items()))
        log.info("worker stopped")

    def stop(self) -> None:
        self._stopping.set()
        for worker in self._workers.values():
            worker.stop()

    async def _run_queue(self, queue: str, threads: int) -> None:
        """Restart the library's worker when it ends, as it does in an outage of the database."""
        while not self._stopping.is_set():
            try:
                await self._work(queue, threads)
            except Exception:
                log.warning("worker interrupted", exc_info=True, extra={"queue": queue})
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), RESTART_AFTER)

    async def _work(self, queue: str, threads: int) -> None:
        await sync_to_async(close_old_connections)()  # of the thread that queues the periodic jobs
        connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=1, timeout=5.0)
        # This app's connection only fetches jobs. The jobs stay those of the main app: what they enqueue belongs to their
        # own Django transaction. (`replace_connector`, the library's way, would put it outside.)
        fetcher = App(connector=connector)
        fetcher.tasks, fetcher.periodic_registry = app.tasks, app.periodic_registry
        async with fetcher.open_async():
            if self._stopping.is_set():
                return
            worker: Worker = RefetchingWorker(
                fetcher,
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
            heartbeat = asyncio.create_task(_keep_alive(worker))
            try:
                await worker.run()
            finally:
                heartbeat.cancel()


class RefetchingWorker(Worker):
    """Fetches again after a notification that arrived during a fetch. The library's worker drops it, and the job waits
    for the next poll: of 300 jobs enqueued in pairs, four started half a second late."""

    _notified = False

    async def _handle_notification(self, *, channel: str, notification: Notification) -> None:
        self._notified = True
        await super()._handle_notification(channel=channel, notification=notification)

    async def _fetch_and_process_jobs(self) -> None:
        self._notified = True
        while self._notified:
            self._notified = False
            await super()._fetch_and_process_jobs()  # type: ignore[no-untyped-call]  # the library's own


async def _keep_alive(worker: Worker) -> None:
    """Keep the heartbeat while the worker drains: the library's own stops then, and the last jobs would seem stalled."""
    while True:
        await asyncio.sleep(settings.JOB_STALLED_AFTER / 4)
        if worker.worker_id is not None:
            with contextlib.suppress(ConnectorException):
                await worker.app.job_manager.update_heartbeat(worker.worker_id)
