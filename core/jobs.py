"""The one door to background work: retries with back-off, and nothing left RUNNING by a killed worker.

A job is a module-level function of JSON arguments that may run more than once: it must be idempotent.
"""

import functools
import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ParamSpec, Protocol, cast

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

P = ParamSpec("P")
log = logging.getLogger(__name__)
STALE_AFTER = timedelta(minutes=10)
KEPT = timedelta(days=1)


class Job(Protocol[P]):
    """Enqueued when the surrounding transaction commits; nothing runs for a rolled-back change."""

    def enqueue(self, *args: P.args, **kwargs: P.kwargs) -> Any: ...

    def using(self, *, run_after: datetime) -> "Job[P]":
        """The same job, not before that instant."""


def job(*, retries: int = 8, queue: str = "default") -> Callable[[Callable[P, None]], Job[P]]:
    """Make a background job; a failure is repeated after 1, 2, 4, … s (jittered, at most 10 min), `retries` times."""

    def decorate(function: Callable[P, None]) -> Job[P]:
        @functools.wraps(function)
        def attempt(*args: Any, _attempt: int = 0, **kwargs: Any) -> None:
            try:
                function(*args, **kwargs)
            except Exception:
                if _attempt >= retries:
                    raise
                facts = {"job": function.__name__, "attempt": _attempt}
                log.warning("job failed, will repeat", exc_info=True, extra=facts)
                delay = min(2**_attempt, 600) * random.uniform(0.5, 1.0)  # noqa: S311 -- spreads repeats
                later = made.using(run_after=timezone.now() + timedelta(seconds=delay))
                later.enqueue(*args, _attempt=_attempt + 1, **kwargs)

        made = task(queue_name=queue)(attempt)
        return cast("Job[P]", made)

    return decorate


def requeue_stale() -> int:
    """Give jobs whose worker died another run. Safe because jobs are idempotent; answers how many."""
    with transaction.atomic():
        begun = timezone.now() - STALE_AFTER
        stale = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=begun)
        return stale.select_for_update(skip_locked=True).update(status=TaskResultStatus.READY)


def forget_done() -> int:
    """Delete the rows of jobs that succeeded a day ago; those that failed stay to be looked at."""
    done = DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=timezone.now() - KEPT)
    return done.delete()[0]
