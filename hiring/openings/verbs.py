"""Find the jobs that are open now, count an application, close a job: the verbs behind the public URLs."""

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
from hiring.requisitions import states, verbs
from hiring.requisitions.models import Requisition, RequisitionQuerySet
from hiring.vocabulary import RequisitionStatus

_LOCAL_NOW = Func(F("tenant__time_zone"), Now(), function="timezone")
TODAY = Cast(_LOCAL_NOW, DateField())  # in the tenant's time zone
_IN_TIME = Q(deadline_date=None) | Q(deadline_date__gte=TODAY)
_OPEN = Q(publish_status=True, is_deleted=False, status__in=states.PUBLISHABLE) & _IN_TIME


def published(rows: RequisitionQuerySet) -> RequisitionQuerySet:
    """Keep the published ones, closed ones too, and annotate `is_open`: whether they accept applications."""
    is_open = Case(When(_OPEN, then=Value(True)), default=Value(False), output_field=BooleanField())
    return rows.kept().filter(publish_status=True).annotate(is_open=is_open).select_related("tenant")


def accepting(rows: RequisitionQuerySet) -> RequisitionQuerySet:
    """Keep the published ones that accept applications now."""
    return published(rows).filter(_OPEN)


@transaction.atomic
def count_application(unique_link: str) -> Requisition:
    """Add one. A passed deadline alone does not refuse: an application made in time may be counted later.

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


def closable(actor: Actor | None) -> RequisitionQuerySet:
    """Return the jobs that the actor may close. Raises Forbidden.

    Anonymous callers (None) may close published jobs past their deadline, which are closed to applicants anyway. With
    `PUBLIC_CLOSE_POLICY=open`, meant for the demo, they may close every job of every tenant.
    """
    rows = Requisition.objects.across_tenants().kept()
    if actor is not None:
        if not actor.can("close"):
            raise Forbidden
        return Requisition.objects.of(actor).kept()
    if settings.PUBLIC_CLOSE_POLICY == "open":
        return rows
    return rows.filter(publish_status=True, deadline_date__lt=TODAY)


@transaction.atomic
def close(code: str, actor: Actor | None) -> str:
    """Close one job, from any state, and return its code. Raises Unauthenticated, NotFound, Forbidden."""
    if actor is not None and not Requisition.objects.of(actor).kept().filter(code=code).exists():
        raise NotFound
    closed = _close([code], actor)
    if not closed:
        raise NotFound if settings.PUBLIC_CLOSE_POLICY == "open" else Unauthenticated
    return closed[0]


@transaction.atomic
def close_many(codes: Sequence[str], actor: Actor | None) -> dict[Literal["closed_jobs", "not_found_jobs"], list[str]]:
    """Close the jobs that the actor may close; the others count as not found.

    Example: `{"closed_jobs": ["APP-JR-0001"], "not_found_jobs": []}`. Raises Forbidden, Unauthenticated.
    """
    closed = _close(codes, actor)
    if not closed and actor is None and settings.PUBLIC_CLOSE_POLICY != "open":
        raise Unauthenticated
    wanted = list(dict.fromkeys(codes))
    return {
        "closed_jobs": [code for code in wanted if code in closed],
        "not_found_jobs": [code for code in wanted if code not in closed],
    }


def _close(codes: Sequence[str], actor: Actor | None) -> list[str]:
    rows = closable(actor).filter(code__in=set(codes)).order_by("code").select_for_update(of=("self",))
    return [_close_row(row, actor) for row in rows]


def _close_row(row: Requisition, actor: Actor | None) -> str:
    """Close the row and return its code. Closing a closed one again is no error, and is audited too."""
    if row.status == RequisitionStatus.CLOSED:
        audit.record("requisition.closed_again", row.code, by=actor, tenant_id=row.tenant_id)
        return row.code
    verbs.move(row, actor, RequisitionStatus.CLOSED)
    row.version += 1
    row.updated_at = datetime.now(UTC)
    if actor is not None and actor.is_member:
        row.updated_by = people.snapshot(actor)
    row.save()
    return row.code
