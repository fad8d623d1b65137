"""Declare jobs and enqueue them."""

import inspect
import logging
import random
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Generic, ParamSpec

from django.conf import settings
from django.db import DatabaseError, OperationalError, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job as Row
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from procrastinate.tasks import ConfigureTaskOptions, Task

from core.jobs.queued import QueuedJob

P = ParamSpec("P")
log = logging.getLogger(__name__)
LONGEST_PAUSE = 600.0  # seconds
declared: dict[str, "Job[Any]"] = {}


@dataclass(frozen=True)
class Job(Generic[P]):
    """A declared job; `using` returns a copy with other options."""

    name: str
    function: Callable[P, object]
    task: Task[Any, Any, Any]
    retries: int
    options: ConfigureTaskOptions

    def using(
        self, *, run_after: datetime | None = None, lock: str | None = None, queueing_lock: str | None = None
    ) -> "Job[P]":
        """`run_after`: start not before that instant. `lock`: jobs of one lock run one after another, in order.

        `queueing_lock`: only one job of that key may wait; enqueueing a second one does nothing. The waiting one may be
        due much later.
        """
        return replace(self, options={"schedule_at": run_after, "lock": lock, "queueing_lock": queueing_lock})

    def enqueue(self, *args: P.args, **kwargs: P.kwargs) -> bool:
        """Queue the job in the surrounding transaction: a worker starts it right after the commit.

        Returns False when a waiting job holds its `queueing_lock`. Raises OperationalError when the database is away.
        """
        arguments = inspect.signature(self.function).bind(*args, **kwargs).arguments
        # A refused queueing lock aborts its transaction: use a savepoint.
        own = transaction.atomic() if self.options.get("queueing_lock") else nullcontext()
        try:
            with own:
                self.task.configure(**self.options).defer(**arguments)
        except AlreadyEnqueued:
            return False
        except ConnectorException as error:
            raise _django_error(error) from error
        return True


def job(*, queue: str, retries: int = 8) -> Callable[[Callable[P, None]], Job[P]]:
    """Make a background job; a failure is retried after 1, 2, 4, … s (jittered, at most 10 min), `retries` times.

    Its name in the queue is `app.function`: a function may move inside its app while jobs wait.
    """

    def decorate(function: Callable[P, None]) -> Job[P]:
        def attempt(context: JobContext, *args: P.args, **kwargs: P.kwargs) -> None:
            try:
                function(*args, **kwargs)
            except Exception:
                _free_queueing_lock(context.job)
                raise

        return declare(function, attempt, queue=queue, retries=retries, backoff=Backoff(retries))

    return decorate


def declare(
    function: Callable[P, object],
    attempt: Callable[..., None],
    *,
    queue: str,
    retries: int,
    backoff: BaseRetryStrategy | None,
    **options: Any,
) -> Job[P]:
    if queue not in settings.JOB_QUEUES:
        raise LookupError(f"JOB_QUEUES has no queue {queue!r}.")
    name = name_of(function)
    task = app.task(name=name, queue=queue, pass_context=True, retry=backoff or False, **options)(attempt)
    new: Job[P] = Job(name, function, task, retries, {})
    declared[name] = new
    return new


def name_of(function: Callable[..., object]) -> str:
    return f"{function.__module__.partition('.')[0]}.{function.__name__}"


class Backoff(BaseRetryStrategy):
    def __init__(self, retries: int) -> None:
        self.retries = retries

    def get_retry_decision(self, *, exception: BaseException, job: Row) -> RetryDecision | None:
        if job.attempts >= self.retries:
            return None
        facts = {"job": job.task_name, "attempt": job.attempts}
        log.warning("job failed, will repeat", exc_info=exception, extra=facts)
        pause = min(2.0**job.attempts, LONGEST_PAUSE) * random.uniform(0.5, 1.0)  # noqa: S311 -- spreads retries
        return RetryDecision(retry_at=timezone.now() + timedelta(seconds=pause))


def _free_queueing_lock(row: Row) -> None:
    """Release the key before a retry. Another job may hold it by now: the retry would be refused, and the row would stay
    `doing` for ever."""
    if row.queueing_lock:
        QueuedJob.objects.filter(pk=row.id).update(queueing_lock=None)


def _django_error(error: ConnectorException) -> DatabaseError:
    """Return the database error behind the library's own: the edges answer 503 to Django's errors."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, DatabaseError):
        cause = cause.__cause__ or cause.__context__
    return cause or OperationalError(str(error))
