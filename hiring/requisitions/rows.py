"""Holding a requisition's row while it is changed, and writing it with who changed it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from core import audit
from core.actors import Actor
from core.errors import NotFound
from hiring import people
from hiring.requisitions.models import Requisition


def locked(code: str, *, by: Actor) -> Requisition:
    """Hold the row until the transaction ends. Raises NotFound for absent, binned and other tenants' ones."""
    row = Requisition.objects.of(by).kept().select_for_update().filter(code=code).first()
    if row is None:
        raise NotFound
    return row


def saved(row: Requisition, *, by: Actor, told: Sequence[str] = ()) -> Requisition:
    """Write a changed row: who changed it, when, and a new version."""
    if told:
        audit.record("requisition.changed", row.code, by=by, fields=list(told))
    row.updated_by = people.snapshot(by)
    row.version += 1
    row.updated_at = datetime.now(UTC)
    row.save()
    return row
