"""Background jobs done by the test itself, inside its own transaction. Worker processes have tests of their own."""

from django.db.models import Q
from django.utils import timezone

from core.jobs import QueuedJob
from core.jobs.declared import declared


def work_off() -> None:
    """Do every job that is due, in the order of the queue; one that fails fails the test."""
    while row := QueuedJob.objects.filter(_due(), status="todo").order_by("-priority", "pk").first():
        declared[row.task_name].function(**row.args)
        row.delete()


def _due() -> Q:
    return Q(scheduled_at=None) | Q(scheduled_at__lte=timezone.now())
