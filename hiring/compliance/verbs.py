"""Adding, changing and removing checks. Who checked, and when, is the server's word."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from core import audit
from core.actors import Actor
from core.errors import Forbidden, Invalid, NotFound
from hiring import people
from hiring.choices import CheckStatus
from hiring.compliance.models import ComplianceItem
from hiring.requisitions import rows
from hiring.requisitions.models import Requisition

Fields = Mapping[str, Any]
MOST_ITEMS = 100
CHECKED = {CheckStatus.COMPLETED, CheckStatus.FAILED, CheckStatus.WAIVED}


@transaction.atomic
def add(code: str, fields: Fields, *, by: Actor) -> ComplianceItem:
    """Append a check to the end of the requisition's list. Raises NotFound, Forbidden, Invalid."""
    requisition = _held(code, by)
    item = _added(requisition, fields, by)
    rows.saved(requisition, by=by)
    return item


@transaction.atomic
def change(code: str, item_id: UUID, fields: Fields, *, by: Actor) -> ComplianceItem:
    """Change what is named; the rest stays. Raises NotFound, Forbidden, Invalid."""
    requisition = _held(code, by)
    item = ComplianceItem.objects.of(by).filter(requisition=requisition, pk=item_id).first()
    if item is None:
        raise NotFound
    _changed(requisition, item, fields, by)
    rows.saved(requisition, by=by)
    return item


@transaction.atomic
def remove(code: str, item_id: UUID, *, by: Actor) -> None:
    requisition = _held(code, by)
    found, _ = ComplianceItem.objects.of(by).filter(requisition=requisition, pk=item_id).delete()
    if not found:
        raise NotFound
    audit.record("compliance.removed", requisition.code, by=by, item=str(item_id))
    rows.saved(requisition, by=by)


def _held(code: str, by: Actor) -> Requisition:
    requisition = rows.locked(code, by=by)
    if not by.can("compliance.write"):
        raise Forbidden
    return requisition


def merge(requisition: Requisition, items: Sequence[Fields], *, by: Actor) -> bool:
    """Items with a known id are changed, the others added; absent ones stay. Says whether anything changed.

    For who holds the requisition's row and saves it afterwards.
    """
    if items and not by.can("compliance.write"):
        raise Forbidden
    known = {item.pk: item for item in requisition.compliance_items.all()} if items else {}
    anything = False
    for fields in items:
        item = known.get(fields["id"]) if "id" in fields else None
        if item is None:
            _added(requisition, fields, by)
        elif all(getattr(item, name, told) == told for name, told in fields.items()):
            continue
        else:
            _changed(requisition, item, fields, by)
        anything = True
    return anything


def _added(requisition: Requisition, fields: Fields, by: Actor) -> ComplianceItem:
    present = requisition.compliance_items.aggregate(count=Count("pk"), last=Max("position"))
    if present["count"] >= MOST_ITEMS:
        raise Invalid({"compliance_checklist": f"At most {MOST_ITEMS} items."})
    item = ComplianceItem(tenant_id=requisition.tenant_id, requisition=requisition, position=(present["last"] or 0) + 1)
    _apply(item, fields, by)
    item.save()
    audit.record("compliance.added", requisition.code, by=by, item=str(item.pk), name=item.name, status=item.status)
    return item


def _changed(requisition: Requisition, item: ComplianceItem, fields: Fields, by: Actor) -> None:
    was = item.status
    _apply(item, fields, by)
    item.updated_at = timezone.now()
    item.save()
    audit.record("compliance.changed", requisition.code, by=by, item=str(item.pk), was=was, status=item.status)


def _apply(item: ComplianceItem, fields: Fields, by: Actor) -> None:
    for name in ("name", "description", "required", "notes"):
        if name in fields:
            setattr(item, name, fields[name])
    status = fields.get("status", item.status)
    said_by, said_at = fields.get("checked_by_id"), fields.get("checked_at")
    if status != item.status or said_by or said_at:
        _record_check(item, status, said_by, said_at, by)


def _record_check(item: ComplianceItem, status: str, said_by: str | None, said_at: datetime | None, by: Actor) -> None:
    item.status = status
    if status not in CHECKED:
        if said_by or said_at:
            raise Invalid({"status": f"Somebody checked only what is {', '.join(sorted(CHECKED))}."})
        item.checked_by = item.checked_at = None
        return
    now = timezone.now()
    if (said_by not in {None, by.id} or said_at) and not by.can("compliance.check_for"):
        raise Forbidden
    if said_at and said_at > now:
        raise Invalid({"checked_at": "A check cannot lie in the future."})
    item.checked_by = people.named(said_by, field="checked_by_id", by=by) if said_by else people.snapshot(by)
    item.checked_at = said_at or now
