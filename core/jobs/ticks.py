"""Periodic jobs: done once at their time, however many workers run."""

import logging
import math
from collections.abc import Callable

from django.db.models import IntegerField
from django.db.models.functions import Cast, Extract, Now
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinatePeriodicDefer as Tick
from procrastinate.job_context import JobContext

from core.jobs.declared import Backoff, Job, declare, name_of

log = logging.getLogger(__name__)


def every(*, seconds: float) -> str:
    """The cron line of an interval below a minute (at least one second); the sixth field counts seconds."""
    return f"* * * * * */{max(1, min(59, math.ceil(seconds)))}"


def periodic(cron: str, *, queue: str = "housekeeping", retries: int = 0) -> Callable[[Callable[[], int]], Job[[]]]:
    """Do something at every time that the cron line (UTC) names. A turn that could not be done is done late, but once.

    Without `retries` a failure is logged and forgotten: right for what looks at what is, and is done again soon.
    """

    def decorate(function: Callable[[], int]) -> Job[[]]:
        name = name_of(function)

        def turn(context: JobContext, *, timestamp: int) -> None:  # noqa: ARG001 -- every job is given it
            if _is_outdated(name, timestamp):
                return
            try:
                count = function()
            except Exception:
                if retries:
                    raise
                log.exception("chore failed, will be tried again", extra={"chore": name})
            else:
                if count:
                    log.info("chore done", extra={"chore": name, "count": count})

        # At most one turn waits: after an outage the work is done once, not once for every turn that was missed.
        backoff = Backoff(retries) if retries else None
        made: Job[[]] = declare(function, turn, queue=queue, retries=retries, backoff=backoff, queueing_lock=name)
        app.periodic(cron=cron)(made.task)
        return made

    return decorate


def _is_outdated(name: str, timestamp: int) -> bool:
    """A newer turn was queued meanwhile. The library forgets old turns, so a worker that was stopped for a while, or
    whose clock is slow, queues them again. Turns of the future are those of a clock that is fast: they count for nothing."""
    now = Cast(Extract(Now(), "epoch"), IntegerField())
    newer = Tick.objects.filter(task_name=name, defer_timestamp__gt=timestamp, defer_timestamp__lte=now)
    return newer.exists()
