"""Runs background jobs, and beside them the housekeeping that needs no memory of its own."""

import logging
import os
import signal
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from core import jobs
from interviews.recordings import reaper
from interviews.room import presence
from interviews.room.timings import timings
from interviews.sessions import verbs as sessions

log = logging.getLogger(__name__)
INTERVAL = 0.2  # seconds: a stopped recording is playable soon, and an idle worker costs one indexed query
OUTAGE = 1.0


@dataclass
class Chore:
    """Something done every so often; it looks at what is, not at what happened, so a missed turn loses nothing."""

    do: Callable[[], int]
    every: float
    due: float = 0.0

    def turn(self) -> None:
        if time.monotonic() < self.due:
            return
        try:
            done = self.do()
        except Exception:
            log.exception("chore failed, will be tried again", extra={"chore": self.do.__qualname__})
        else:
            if done:
                log.info("chore done", extra={"chore": self.do.__qualname__, "count": done})
        self.due = time.monotonic() + self.every


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--queues", default="*", help="comma-separated names (default: all of them)")

    def handle(self, *_: object, queues: str, **__: object) -> None:
        threading.Thread(target=_keep_house, name="chores", daemon=True).start()
        names = settings.TASKS["default"]["QUEUES"] if queues == "*" else queues.split(",")
        workers = [_worker(name) for name in names]
        threads = [threading.Thread(target=_work, args=(worker,), name=worker.queue_names[0]) for worker in workers]
        _end_on_a_signal(workers)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def _worker(queue: str) -> Worker:
    """One for each queue, in a thread of its own: a mail server that hangs keeps no film waiting, a store no mail."""
    return Worker(
        queue_names=[queue],
        interval=INTERVAL,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )


def _work(worker: Worker) -> None:
    while worker.running:
        try:
            worker.run()
        except (OperationalError, InterfaceError):
            log.warning("database away, waiting for it", exc_info=True)
            time.sleep(OUTAGE)
        except Exception:
            log.exception("worker failed")
            os._exit(1)  # whole, so that it is started again: half a worker would be noticed by nobody


def _end_on_a_signal(workers: list[Worker]) -> None:
    """Finish the jobs at work, and begin no other. A second signal ends them, too; they run again later."""

    def end(number: int, _: FrameType | None) -> None:
        if not any(worker.running for worker in workers):
            os._exit(1)
        log.info("worker ends after the jobs at work", extra={"signal": signal.Signals(number).name})
        for worker in workers:
            worker.running = False

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT):
        signal.signal(number, end)


def _keep_house() -> None:
    chores = [
        Chore(presence.sweep, every=timings().sweep),
        Chore(sessions.end_abandoned, every=300.0),
        Chore(reaper.reap, every=timings().reaper),
        Chore(jobs.requeue_stale, every=60.0),
        Chore(jobs.forget_done, every=3600.0),
    ]
    while True:
        close_old_connections()
        for chore in chores:
            chore.turn()
        time.sleep(min(1.0, timings().sweep))
