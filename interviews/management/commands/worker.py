"""Runs background jobs, and beside them the housekeeping that needs no memory of its own."""

import logging
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass

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
        worker = Worker(
            queue_names=queues.split(","),
            interval=INTERVAL,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        worker.configure_signals()
        while worker.running:
            try:
                worker.run()
            except (OperationalError, InterfaceError):
                log.warning("database away, waiting for it", exc_info=True)
                time.sleep(OUTAGE)


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
