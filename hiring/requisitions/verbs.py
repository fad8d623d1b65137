"""Write requisitions: create one or many, change one, move its state, publish it."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from core import audit, numbering
from core.actors import Actor
from core.errors import Forbidden, Invalid, Stale
from core.fields import timestamp
from core.models import Tenant
from core.states import refuse_unless_possible
from hiring import people
from hiring.compliance import verbs as compliance
from hiring.requisitions import approvals, rows, states
from hiring.requisitions.models import Requisition
from hiring.vocabulary import RequisitionStatus

Fields = Mapping[str, Any]
_TOGETHER = 'Is recorded together with "status": "approved" only.'
_NOT_COLUMNS = {
    "compliance_checklist",
    "approval_workflow",
    "status",
    "publish_status",
    "approved_by_id",
    "approval_date",
}


def create(actor: Actor, fields: Fields) -> Requisition:
    """Create one requisition.

    Example of `fields`: `{"title": "Developer", "status": "draft", "approval_workflow": {"stages": []}}`.
    Raises Forbidden; views validate the fields.
    """
    return create_many(actor, [fields])[0]


@transaction.atomic
def create_many(actor: Actor, batch: Sequence[Fields]) -> list[Requisition]:
    """Create all or none, with consecutive codes. Raises Forbidden; views validate the fields."""
    if not actor.can("requisition.write"):
        raise Forbidden
    tenant = Tenant.objects.get(pk=actor.tenant_id)
    today = datetime.now(UTC).date()
    day = f"{today:%Y%m%d}"
    series = zip(
        numbering.take(tenant.pk, "JR", count=len(batch)),
        numbering.take(tenant.pk, "JA", count=len(batch)),
        numbering.take(tenant.pk, "REQ", day=day, count=len(batch)),
        strict=True,
    )
    requester = people.snapshot(actor)
    requisitions = [
        Requisition(
            tenant=tenant,
            code=(code := numbering.formatted(tenant.code_prefix, "JR", number=job)),
            application_code=numbering.formatted(tenant.code_prefix, "JA", number=application),
            requisition_number=numbering.formatted("REQ", day, number=daily),
            unique_link=_public_link(tenant, code, fields["title"]),
            requested_date=today,
            requested_by=requester,
            created_by=requester,
            updated_by=requester,
            status=fields.get("status", RequisitionStatus.DRAFT),
            stages=approvals.blank_stages(fields.get("approval_workflow", {})),
            **{name: value for name, value in fields.items() if name not in _NOT_COLUMNS},
        )
        for fields, (job, application, daily) in zip(batch, series, strict=True)
    ]
    Requisition.objects.bulk_create(requisitions)
    for row, fields in zip(requisitions, batch, strict=True):
        compliance.merge(row, actor, fields.get("compliance_checklist", ()))
        audit.record("requisition.created", row.code, by=actor, status=row.status)
    return requisitions


def _public_link(tenant: Tenant, code: str, title: str) -> str:
    """Make an opaque link that never changes. Its random tail keeps unpublished jobs from being found by guessing."""
    return f"{tenant.pk}{code}{slugify(title)[:120] or 'job'}-{secrets.token_urlsafe(18)}"


@transaction.atomic
def change(code: str, actor: Actor, fields: Fields, *, expected: int | None = None) -> Requisition:
    """Apply content first, then the move of state, then publication, as one change.

    Example of `fields`: `{"comment": "Go", "status": "approved", "publish_status": True}`.
    Named approvers without the grant to write may only decide and comment.
    Raises NotFound, Stale (another version than `expected`), Forbidden, Invalid.
    """
    row = rows.lock(code, actor)
    if expected not in {None, row.version}:
        raise Stale
    _refuse_unless_entitled(row, actor, fields)
    changed = sorted(name for name, wanted in fields.items() if _set(row, actor, name, wanted))
    moved = _move(row, actor, fields)
    published = _publish(row, actor, wanted=fields.get("publish_status", row.publish_status))
    return rows.save(row, actor, changed=changed) if changed or moved or published else row


def _refuse_unless_entitled(row: Requisition, actor: Actor, fields: Fields) -> None:
    deciding = {"status", "comment", "approved_by_id", "approval_date"}
    if not actor.can("requisition.write") and not (approvals.is_named(row, actor) and set(fields) <= deciding):
        raise Forbidden


def _set(row: Requisition, actor: Actor, name: str, wanted: Any) -> bool:
    match name:
        case "compliance_checklist":
            return compliance.merge(row, actor, wanted)
        case "approval_workflow":
            return _rewrite_workflow(row, actor, approvals.blank_stages(wanted))
        case _ if name in _NOT_COLUMNS or getattr(row, name) == wanted:
            return False
    setattr(row, name, wanted)
    return True


def _rewrite_workflow(row: Requisition, actor: Actor, stages: list[approvals.Stage]) -> bool:
    """Allow the requester and approvers only: anybody who could name themselves could approve anything."""
    if stages == approvals.blank_stages({"stages": row.stages}):
        return False
    if actor.id != row.requested_by["id"] and not actor.can("requisition.approve"):
        raise Forbidden
    if row.status not in {RequisitionStatus.DRAFT, RequisitionStatus.PENDING, RequisitionStatus.REJECTED}:
        raise Invalid({"approval_workflow": "The stages can only be changed before the approval."})
    row.stages = stages
    return True


def _move(row: Requisition, actor: Actor, fields: Fields) -> bool:
    was, wanted = row.status, fields.get("status", row.status)
    if wanted == was:
        _refuse_claimed_approval(row, fields)
    elif wanted == RequisitionStatus.APPROVED:
        approvals.approve(row, actor, on_behalf_of=fields.get("approved_by_id"), at=fields.get("approval_date"))
    else:
        if wanted == RequisitionStatus.REJECTED and not approvals.may_decide(row, actor):
            raise Forbidden
        if wanted != RequisitionStatus.REJECTED and not actor.can("requisition.write"):
            raise Forbidden
        move(row, actor, wanted)
    return bool(wanted != was)


def _refuse_claimed_approval(row: Requisition, fields: Fields) -> None:
    """Refuse an approver or a date without the move to `approved`; repeating the recorded values is allowed."""
    stated_by, stated_at = fields.get("approved_by_id"), fields.get("approval_date")
    if stated_by and stated_by != (row.approved_by and row.approved_by["id"]):
        raise Invalid({"approved_by_id": _TOGETHER})
    if stated_at and timestamp(stated_at) != (row.approval_date and timestamp(row.approval_date)):
        raise Invalid({"approval_date": _TOGETHER})


def move(row: Requisition, actor: Actor | None, wanted: str) -> None:
    """Change the state in memory and write the audit trail. `None` is an anonymous caller of a public URL.

    Raises Invalid for an impossible move.
    """
    refuse_unless_possible(states.MOVES, row.status, wanted)
    audit.record(f"requisition.{wanted}", row.code, by=actor, tenant_id=row.tenant_id, was=row.status)
    row.status = wanted
    if wanted in states.RESTARTS:
        approvals.reset(row)


def _publish(row: Requisition, actor: Actor, *, wanted: bool) -> bool:
    if wanted == row.publish_status:
        return False
    if not actor.can("requisition.write"):
        raise Forbidden
    if wanted and row.status not in states.PUBLISHABLE:
        raise Invalid({"publish_status": "Only an approved requisition can be published."})
    audit.record("requisition.published" if wanted else "requisition.withdrawn", row.code, by=actor)
    row.publish_status = wanted
    return True
