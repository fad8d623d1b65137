"""Add, change and remove checks. The server records who checked, and when."""

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
from hiring.compliance.models import ComplianceItem
from hiring.requisitions import rows
from hiring.requisitions.models import Requisition
from hiring.vocabulary import CHECKLIST_MAX, CheckStatus

Fields = Mapping[str, Any]
CHECKED = {CheckStatus.COMPLETED, CheckStatus.FAILED, CheckStatus.WAIVED}


@transaction.atomic
def add(code: str, actor: Actor, fields: Fields) -> ComplianceItem:
    """Append a check to the end of the requisition's list.

    Example of `fields`: `{"name": "References", "required": True, "status": "pending"}`.
    Raises NotFound, Forbidden, Invalid.
    """
    requisition = _locked(code, actor)
    item = _add(requisition, actor, fields)
    rows.save(requisition, actor)
    return item


@transaction.atomic
def change(code: str, actor: Actor, fields: Fields, *, item_id: UUID) -> ComplianceItem:
    """Change the named fields of one check; the others stay. Raises NotFound, Forbidden, Invalid."""
    requisition = _locked(code, actor)
    item = ComplianceItem.objects.of(actor).filter(requisition=requisition, pk=item_id).first()
    if item is None:
        raise NotFound
    _change(requisition, item, actor, fields)
    rows.save(requisition, actor)
    return item


@transaction.atomic
def remove(code: str, actor: Actor, *, item_id: UUID) -> None:
    """Delete one check for good. Raises NotFound, Forbidden."""
    requisition = _locked(code, actor)
    found, _ = ComplianceItem.objects.of(actor).filter(requisition=requisition, pk=item_id).delete()
    if not found:
        raise NotFound
    audit.record("compliance.removed", requisition.code, by=actor, item=str(item_id))
    rows.save(requisition, actor)


def _locked(code: str, actor: Actor) -> Requisition:
    requisition = rows.lock(code, actor)
    if not actor.can("compliance.write"):
        raise Forbidden
    return requisition


def merge(requisition: Requisition, actor: Actor, items: Sequence[Fields]) -> bool:
    """Change the items whose id is known, add the others, keep those not named; return whether anything changed.

    The caller holds the lock of the requisition's row and saves it afterwards. Raises Forbidden, Invalid.
    """
    if items and not actor.can("compliance.write"):
        raise Forbidden
    known = {item.pk: item for item in requisition.compliance_items.all()} if items else {}
    changed = False
    for fields in items:
        item = known.get(fields["id"]) if "id" in fields else None
        if item is None:
            _add(requisition, actor, fields)
        elif all(getattr(item, name, value) == value for name, value in fields.items()):
            continue
        else:
            _change(requisition, item, actor, fields)
        changed = True
    return changed


def _add(requisition: Requisition, actor: Actor, fields: Fields) -> ComplianceItem:
    present = requisition.compliance_items.aggregate(count=Count("pk"), last=Max("position"))
    if present["count"] >= CHECKLIST_MAX:
        raise Invalid({"compliance_checklist": f"At most {CHECKLIST_MAX} items."})
    item = ComplianceItem(tenant_id=requisition.tenant_id, requisition=requisition, position=(present["last"] or 0) + 1)
    _apply(item, actor, fields)
    item.save()
    audit.record("compliance.added", requisition.code, by=actor, item=str(item.pk), name=item.name, status=item.status)
    return item


def _change(requisition: Requisition, item: ComplianceItem, actor: Actor, fields: Fields) -> None:
    was = item.status
    _apply(item, actor, fields)
    item.updated_at = timezone.now()
    item.save()
    audit.record("compliance.changed", requisition.code, by=actor, item=str(item.pk), was=was, status=item.status)


def _apply(item: ComplianceItem, actor: Actor, fields: Fields) -> None:
    for name in ("name", "description", "required", "notes"):
        if name in fields:
            setattr(item, name, fields[name])
    status = fields.get("status", item.status)
    stated_by, stated_at = fields.get("checked_by_id"), fields.get("checked_at")
    if status != item.status or stated_by or stated_at:
        _record_check(item, actor, status, stated_by, stated_at)


def _record_check(
    item: ComplianceItem, actor: Actor, status: str, stated_by: str | None, stated_at: datetime | None
) -> None:
    item.status = status
    if status not in CHECKED:
        if stated_by or stated_at:
            raise Invalid({"status": f"Somebody checked only what is {', '.join(sorted(CHECKED))}."})
        item.checked_by = item.checked_at = None
        return
    now = timezone.now()
    if (stated_by not in {None, actor.id} or stated_at) and not actor.can("compliance.check_for"):
        raise Forbidden
    if stated_at and stated_at > now:
        raise Invalid({"checked_at": "A check cannot lie in the future."})
    item.checked_by = people.colleague(stated_by, actor, field="checked_by_id") if stated_by else people.snapshot(actor)
    item.checked_at = stated_at or now
