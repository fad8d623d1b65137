"""Read the queues."""

from collections.abc import Iterable

from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.db.models.functions import Now
from procrastinate.contrib.django.models import ProcrastinateJob as QueuedJob

__all__ = ["QueuedJob", "counts", "failed"]


def counts() -> Iterable[tuple[str, str, int]]:
    """`[("mails", "ready", 3)]`: unfinished jobs by queue and status: `scheduled`, `ready`, `running` or `failed`."""
    status = Case(
        When(status="todo", scheduled_at__gt=Now(), then=Value("scheduled")),
        When(status="todo", then=Value("ready")),
        When(status="doing", then=Value("running")),
        default=Value("failed"),
    )
    undone = QueuedJob.objects.exclude(status="succeeded").annotate(state=status).order_by()
    return list(undone.values_list("queue_name", "state").annotate(Count("pk")))


def failed() -> QuerySet[QueuedJob]:
    """Return the jobs that were given up, newest first; they stay until somebody retries or deletes them."""
    return QueuedJob.objects.filter(Q(status="failed") | Q(status="aborted")).order_by("-pk")
