"""Writing requisitions: create, create many, change, and every move of their state."""

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
from hiring.choices import Status
from hiring.compliance import verbs as compliance
from hiring.requisitions import approvals, rows, states
from hiring.requisitions.models import Requisition

Fields = Mapping[str, Any]
MOST_AT_ONCE = 100
_TOGETHER = 'Is recorded together with "status": "approved" only.'
_NOT_COLUMNS = {
    "compliance_checklist",
    "approval_workflow",
    "status",
    "publish_status",
    "approved_by_id",
    "approval_date",
}


@transaction.atomic
def create_many(described: Sequence[Fields], *, by: Actor) -> list[Requisition]:
    """All or none, with consecutive codes. Raises Forbidden; the fields were validated at the edge."""
    if not by.can("requisition.write"):
        raise Forbidden
    tenant = Tenant.objects.get(pk=by.tenant_id)
    today = datetime.now(UTC).date()
    day = f"{today:%Y%m%d}"
    series = zip(
        numbering.take(tenant.pk, "JR", count=len(described)),
        numbering.take(tenant.pk, "JA", count=len(described)),
        numbering.take(tenant.pk, "REQ", day=day, count=len(described)),
        strict=True,
    )
    me = people.snapshot(by)
    made = [
        Requisition(
            tenant=tenant,
            code=(code := numbering.formatted(tenant.code_prefix, "JR", number=job)),
            application_code=numbering.formatted(tenant.code_prefix, "JA", number=application),
            requisition_number=numbering.formatted("REQ", day, number=daily),
            unique_link=_public_link(tenant, code, fields["title"]),
            requested_date=today,
            requested_by=me,
            created_by=me,
            updated_by=me,
            status=fields.get("status", Status.DRAFT),
            stages=approvals.blank_stages(fields.get("approval_workflow", {})),
            **{name: told for name, told in fields.items() if name not in _NOT_COLUMNS},
        )
        for fields, (job, application, daily) in zip(described, series, strict=True)
    ]
    Requisition.objects.bulk_create(made)
    for row, fields in zip(made, described, strict=True):
        compliance.merge(row, fields.get("compliance_checklist", ()), by=by)
        audit.record("requisition.created", row.code, by=by, status=row.status)
    return made


def create(fields: Fields, *, by: Actor) -> Requisition:
    return create_many([fields], by=by)[0]


def _public_link(tenant: Tenant, code: str, title: str) -> str:
    """Opaque and fixed for ever; its tail cannot be guessed, so an unpublished job's link cannot be found."""
    return f"{tenant.pk}{code}{slugify(title)[:120] or 'job'}-{secrets.token_urlsafe(18)}"


@transaction.atomic
def change(code: str, fields: Fields, *, by: Actor, expected: int | None = None) -> Requisition:
    """Apply content first, then the move of state, then publication, as one change.

    Named approvers without the right to write may only decide and comment.
    Raises NotFound, Stale (another version than `expected`), Forbidden, Invalid.
    """
    row = rows.locked(code, by=by)
    if expected not in {None, row.version}:
        raise Stale
    _refuse_unless_entitled(row, fields, by)
    told = sorted(name for name, wanted in fields.items() if _set(row, name, wanted, by))
    moved = _move(row, fields, by)
    published = _publish(row, wanted=fields.get("publish_status", row.publish_status), by=by)
    return rows.saved(row, by=by, told=told) if told or moved or published else row


def _refuse_unless_entitled(row: Requisition, fields: Fields, by: Actor) -> None:
    deciding = {"status", "comment", "approved_by_id", "approval_date"}
    if not by.can("requisition.write") and not (approvals.is_named(row, by) and set(fields) <= deciding):
        raise Forbidden


def _set(row: Requisition, name: str, wanted: Any, by: Actor) -> bool:
    match name:
        case "compliance_checklist":
            return compliance.merge(row, wanted, by=by)
        case "approval_workflow":
            return _rewrite_workflow(row, approvals.blank_stages(wanted), by)
        case _ if name in _NOT_COLUMNS or getattr(row, name) == wanted:
            return False
    setattr(row, name, wanted)
    return True


def _rewrite_workflow(row: Requisition, stages: list[approvals.Stage], by: Actor) -> bool:
    """Only by its requester or an approver: whoever could name themselves could approve anything."""
    if stages == approvals.blank_stages({"stages": row.stages}):
        return False
    if by.id != row.requested_by["id"] and not by.can("requisition.approve"):
        raise Forbidden
    if row.status not in {Status.DRAFT, Status.PENDING, Status.REJECTED}:
        raise Invalid({"approval_workflow": "The stages can only be changed before the approval."})
    row.stages = stages
    return True


def _move(row: Requisition, fields: Fields, by: Actor) -> bool:
    was, wanted = row.status, fields.get("status", row.status)
    if wanted == was:
        _refuse_claimed_approval(row, fields)
    elif wanted == Status.APPROVED:
        approvals.approve(row, by=by, on_behalf_of=fields.get("approved_by_id"), at=fields.get("approval_date"))
    else:
        if wanted == Status.REJECTED and not approvals.may_decide(row, by):
            raise Forbidden
        if wanted != Status.REJECTED and not by.can("requisition.write"):
            raise Forbidden
        move(row, wanted, by=by)
    return bool(wanted != was)


def _refuse_claimed_approval(row: Requisition, fields: Fields) -> None:
    """Who approved, and when, is recorded together with the approval or not at all; saying it again does no harm."""
    said_by, said_at = fields.get("approved_by_id"), fields.get("approval_date")
    if said_by and said_by != (row.approved_by and row.approved_by["id"]):
        raise Invalid({"approved_by_id": _TOGETHER})
    if said_at and timestamp(said_at) != (row.approval_date and timestamp(row.approval_date)):
        raise Invalid({"approval_date": _TOGETHER})


def move(row: Requisition, wanted: str, *, by: Actor | None) -> None:
    """Change the state in memory and write the audit trail; `by=None` is an anonymous caller of a public URL."""
    refuse_unless_possible(states.MOVES, row.status, wanted)
    audit.record(f"requisition.{wanted}", row.code, by=by, tenant_id=row.tenant_id, was=row.status)
    row.status = wanted
    if wanted in states.STARTS_AGAIN:
        approvals.forget(row)


def _publish(row: Requisition, *, wanted: bool, by: Actor) -> bool:
    if wanted == row.publish_status:
        return False
    if not by.can("requisition.write"):
        raise Forbidden
    if wanted and row.status not in states.PUBLISHABLE:
        raise Invalid({"publish_status": "Only an approved requisition can be published."})
    audit.record("requisition.published" if wanted else "requisition.withdrawn", row.code, by=by)
    row.publish_status = wanted
    return True
