"""The bin: put requisitions into it, take them out again, purge them for ever."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core import audit
from core.actors import Actor
from core.errors import Forbidden
from hiring import people
from hiring.requisitions import rows
from hiring.requisitions.models import Requisition, RequisitionQuerySet


@dataclass(frozen=True)
class BinOutcome:
    """The codes that were acted on, and the rest. Other tenants' codes and unknown ones must look alike."""

    done: list[str]
    not_found: list[str]


@transaction.atomic
def delete(code: str, actor: Actor) -> None:
    """Put one into the bin. Raises NotFound, Forbidden."""
    rows.lock(code, actor)
    delete_many([code], actor)


@transaction.atomic
def delete_many(codes: Sequence[str], actor: Actor) -> BinOutcome:
    """Put several into the bin. Raises Forbidden."""
    return _set_deleted(codes, actor, deleted=True)


@transaction.atomic
def recover_many(codes: Sequence[str], actor: Actor) -> BinOutcome:
    """Take several out of the bin. Raises Forbidden."""
    return _set_deleted(codes, actor, deleted=False)


def _set_deleted(codes: Sequence[str], actor: Actor, *, deleted: bool) -> BinOutcome:
    if not actor.can("requisition.write"):
        raise Forbidden
    now = timezone.now()
    found = _lock(Requisition.objects.of(actor).filter(is_deleted=not deleted), codes)
    Requisition.objects.of(actor).filter(code__in=found).update(
        is_deleted=deleted,
        deleted_at=now if deleted else None,
        updated_at=now,
        updated_by=people.snapshot(actor),
        version=F("version") + 1,
    )
    for code in found:
        audit.record("requisition.deleted" if deleted else "requisition.recovered", code, by=actor)
    return _outcome(codes, found)


@transaction.atomic
def purge_many(codes: Sequence[str], actor: Actor) -> BinOutcome:
    """Delete the bin's rows for good; their title and number stay in the audit trail. Raises Forbidden."""
    if not actor.can("purge"):
        raise Forbidden
    found = _lock(Requisition.objects.of(actor).binned(), codes)
    doomed = Requisition.objects.of(actor).filter(code__in=found)
    for row in doomed:
        audit.record(
            "requisition.purged", row.code, by=actor, title=row.title, requisition_number=row.requisition_number
        )
    doomed.delete()
    return _outcome(codes, found)


def _lock(wanted: RequisitionQuerySet, codes: Iterable[str]) -> list[str]:
    """Lock in the order of codes: two calls with overlapping lists cannot deadlock."""
    return list(wanted.filter(code__in=set(codes)).order_by("code").select_for_update().values_list("code", flat=True))


def _outcome(codes: Sequence[str], found: list[str]) -> BinOutcome:
    return BinOutcome(done=found, not_found=[code for code in dict.fromkeys(codes) if code not in set(found)])
