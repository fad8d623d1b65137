"""What outsiders may do: count an application, close a job. And which jobs are open at this moment."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

from django.conf import settings
from django.db import transaction
from django.db.models import BooleanField, Case, DateField, F, Func, Q, Value, When
from django.db.models.functions import Cast, Now

from core import audit
from core.actors import Actor
from core.errors import Conflict, Forbidden, NotFound, Unauthenticated
from hiring import people
from hiring.choices import Status
from hiring.requisitions import states, verbs
from hiring.requisitions.models import Requisition, RequisitionQuerySet

_LOCAL_NOW = Func(F("tenant__time_zone"), Now(), function="timezone")
TODAY = Cast(_LOCAL_NOW, DateField())  # the tenant's own day
_IN_TIME = Q(deadline_date=None) | Q(deadline_date__gte=TODAY)
_OPEN = Q(publish_status=True, is_deleted=False, status__in=states.PUBLISHABLE) & _IN_TIME


def published(rows: RequisitionQuerySet) -> RequisitionQuerySet:
    """Shown to outsiders at all; `is_open` says whether applications are still welcome."""
    is_open = Case(When(_OPEN, then=Value(True)), default=Value(False), output_field=BooleanField())
    return rows.kept().filter(publish_status=True).annotate(is_open=is_open).select_related("tenant")


def accepting(rows: RequisitionQuerySet) -> RequisitionQuerySet:
    return published(rows).filter(_OPEN)


@transaction.atomic
def count_application(unique_link: str) -> Requisition:
    """Add one. Applications made in time may be counted later, so a passed deadline alone does not refuse.

    Raises NotFound, or Conflict when the job is closed or on hold.
    """
    visible = Requisition.objects.across_tenants().kept().filter(publish_status=True, unique_link=unique_link)
    row = visible.select_for_update().first()
    if row is None:
        raise NotFound
    if row.status not in states.PUBLISHABLE:
        raise Conflict("This job no longer accepts applications.")
    row.num_of_applications += 1
    row.updated_at = datetime.now(UTC)
    row.save(update_fields=["num_of_applications", "updated_at"])
    return row


def closable(*, by: Actor | None) -> RequisitionQuerySet:
    """Which jobs the caller may close. Raises Forbidden.

    Anonymous callers may close what is past its deadline anyway; anything only where the demo replays the contract.
    """
    rows = Requisition.objects.across_tenants().kept()
    if by is not None:
        if not by.can("close"):
            raise Forbidden
        return Requisition.objects.of(by).kept()
    if settings.PUBLIC_CLOSE_POLICY == "open":
        return rows
    return rows.filter(publish_status=True, deadline_date__lt=TODAY)


@transaction.atomic
def close(code: str, *, by: Actor | None) -> str:
    """Close one job, from whatever state. Raises Unauthenticated, NotFound, Forbidden."""
    if by is not None and not Requisition.objects.of(by).kept().filter(code=code).exists():
        raise NotFound
    closed = _close([code], by=by)
    if not closed:
        raise NotFound if settings.PUBLIC_CLOSE_POLICY == "open" else Unauthenticated
    return closed[0]


@transaction.atomic
def close_many(codes: Sequence[str], *, by: Actor | None) -> dict[Literal["closed_jobs", "not_found_jobs"], list[str]]:
    """Close what the caller may close; everything else is not found. Raises Forbidden, Unauthenticated."""
    closed = _close(codes, by=by)
    if not closed and by is None and settings.PUBLIC_CLOSE_POLICY != "open":
        raise Unauthenticated
    wanted = list(dict.fromkeys(codes))
    return {
        "closed_jobs": [code for code in wanted if code in closed],
        "not_found_jobs": [code for code in wanted if code not in closed],
    }


def _close(codes: Sequence[str], *, by: Actor | None) -> list[str]:
    rows = closable(by=by).filter(code__in=set(codes)).order_by("code").select_for_update(of=("self",))
    return [_closed(row, by) for row in rows]


def _closed(row: Requisition, by: Actor | None) -> str:
    """Close the row. Doing so again is no error, and is audited like the first time."""
    if row.status == Status.CLOSED:
        audit.record("requisition.closed_again", row.code, by=by, tenant_id=row.tenant_id)
        return row.code
    verbs.move(row, Status.CLOSED, by=by)
    row.version += 1
    row.updated_at = datetime.now(UTC)
    if by is not None and by.is_member:
        row.updated_by = people.snapshot(by)
    row.save()
    return row.code
