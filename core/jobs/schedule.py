"""Periodic jobs: each runs once at its time, however many workers there are."""

import logging
import math
from collections.abc import Callable

from django.db.models import IntegerField
from django.db.models.functions import Cast, Extract, Now
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinatePeriodicDefer
from procrastinate.job_context import JobContext

from core.jobs.declared import Backoff, Job, declare, name_of

log = logging.getLogger(__name__)


def every(*, seconds: float) -> str:
    """Return the cron line of an interval of 1 to 59 s; the sixth field counts seconds."""
    return f"* * * * * */{max(1, min(59, math.ceil(seconds)))}"


def periodic(cron: str, *, queue: str = "housekeeping", retries: int = 0) -> Callable[[Callable[[], int]], Job[[]]]:
    """Run the function at every time of the cron line (UTC). A missed run is made up for once, however many were missed.

    Without `retries` a failure is only logged: right for work that reads the present state and runs again soon.
    """

    def decorate(function: Callable[[], int]) -> Job[[]]:
        name = name_of(function)

        def run(context: JobContext, *, timestamp: int) -> None:  # noqa: ARG001 -- passed to every job
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

        # At most one run waits: after an outage the work is done once, not once for every missed run.
        backoff = Backoff(retries) if retries else None
        job: Job[[]] = declare(function, run, queue=queue, retries=retries, backoff=backoff, queueing_lock=name)
        app.periodic(cron=cron)(job.task)
        return job

    return decorate


def _is_outdated(name: str, timestamp: int) -> bool:
    """Return whether a newer run was queued meanwhile. The library forgets old runs, so a worker that was suspended, or
    whose clock is slow, queues them again. Runs in the future come from a fast clock and do not count."""
    now = Cast(Extract(Now(), "epoch"), IntegerField())
    newer = ProcrastinatePeriodicDefer.objects.filter(
        task_name=name, defer_timestamp__gt=timestamp, defer_timestamp__lte=now
    )
    return newer.exists()
