"""Lock a requisition's row while it is changed, and save it with the person who changed it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from core import audit
from core.actors import Actor
from core.errors import NotFound
from hiring import people
from hiring.requisitions.models import Requisition


def lock(code: str, actor: Actor) -> Requisition:
    """Lock the row until the transaction ends. Raises NotFound for absent, deleted and other tenants' ones."""
    row = Requisition.objects.of(actor).kept().select_for_update().filter(code=code).first()
    if row is None:
        raise NotFound
    return row


def save(row: Requisition, actor: Actor, *, changed: Sequence[str] = ()) -> Requisition:
    """Save with a new version and the actor's snapshot; the audit trail gets the names of the `changed` fields."""
    if changed:
        audit.record("requisition.changed", row.code, by=actor, fields=list(changed))
    row.updated_by = people.snapshot(actor)
    row.version += 1
    row.updated_at = datetime.now(UTC)
    row.save()
    return row
