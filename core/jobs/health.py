"""Are the queues worked on: the workers' newest heartbeat, and how long jobs that are due have waited."""

from django.db.models import Max, Min, Q
from django.db.models.functions import Coalesce, Now
from procrastinate.contrib.django.models import ProcrastinateWorker

from core.jobs.queued import QueuedJob


def heartbeat_age() -> float | None:
    """Seconds since any worker last gave a sign of life, on the database's clock; None when none is registered."""
    found = ProcrastinateWorker.objects.aggregate(heartbeat=Max("last_heartbeat"), now=Max(Now()))
    return (found["now"] - found["heartbeat"]).total_seconds() if found["heartbeat"] else None


def waiting() -> dict[str, float]:
    """Queue → seconds that the oldest of its due jobs has waited: {"mails": 0.2}. Queues without any are absent."""
    due = QueuedJob.objects.filter(Q(scheduled_at=None) | Q(scheduled_at__lte=Now()), status="todo").order_by()
    since = Min(Coalesce("scheduled_at", "procrastinateevent__at"))
    found = due.values("queue_name").annotate(since=since, now=Max(Now()))
    return {row["queue_name"]: (row["now"] - row["since"]).total_seconds() for row in found if row["since"]}
