"""The bin: requisitions are put there, taken out again, or purged for ever by the owner."""

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
class Outcome:
    """Foreign and unknown codes are told apart by nobody: both are simply not found."""

    done: list[str]
    not_found: list[str]


@transaction.atomic
def delete(code: str, *, by: Actor) -> None:
    """Put one into the bin. Raises NotFound, Forbidden."""
    rows.locked(code, by=by)
    delete_many([code], by=by)


@transaction.atomic
def delete_many(codes: Sequence[str], *, by: Actor) -> Outcome:
    return _set_deleted(codes, by=by, deleted=True)


@transaction.atomic
def recover_many(codes: Sequence[str], *, by: Actor) -> Outcome:
    return _set_deleted(codes, by=by, deleted=False)


def _set_deleted(codes: Sequence[str], *, by: Actor, deleted: bool) -> Outcome:
    if not by.can("requisition.write"):
        raise Forbidden
    now = timezone.now()
    found = _held(Requisition.objects.of(by).filter(is_deleted=not deleted), codes)
    Requisition.objects.of(by).filter(code__in=found).update(
        is_deleted=deleted,
        deleted_at=now if deleted else None,
        updated_at=now,
        updated_by=people.snapshot(by),
        version=F("version") + 1,
    )
    for code in found:
        audit.record("requisition.deleted" if deleted else "requisition.recovered", code, by=by)
    return _outcome(codes, found)


@transaction.atomic
def purge_many(codes: Sequence[str], *, by: Actor) -> Outcome:
    """Remove for ever what is in the bin. The audit trail keeps what it was."""
    if not by.can("purge"):
        raise Forbidden
    found = _held(Requisition.objects.of(by).binned(), codes)
    doomed = Requisition.objects.of(by).filter(code__in=found)
    for row in doomed:
        audit.record("requisition.purged", row.code, by=by, title=row.title, requisition_number=row.requisition_number)
    doomed.delete()
    return _outcome(codes, found)


def _held(wanted: RequisitionQuerySet, codes: Iterable[str]) -> list[str]:
    """Locked in one order whoever asks, so that two overlapping lists never wait for each other."""
    return list(wanted.filter(code__in=set(codes)).order_by("code").select_for_update().values_list("code", flat=True))


def _outcome(codes: Sequence[str], found: list[str]) -> Outcome:
    return Outcome(done=found, not_found=[code for code in dict.fromkeys(codes) if code not in set(found)])
