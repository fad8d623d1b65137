"""Asking for material, leave or a service; deciding on it; taking it back."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from core import audit, numbering
from core.actors import Actor
from core.errors import Forbidden, Invalid, NotFound, Stale
from core.states import refuse_unless_possible
from hiring import people
from hiring.choices import RequestStatus
from hiring.requests import request_types, states
from hiring.requests.models import InternalRequest

Fields = Mapping[str, Any]
_DECIDING = {"status", "comment"}


@transaction.atomic
def create(fields: Fields, *, by: Actor) -> InternalRequest:
    """Store a pending request with a number of its type and day. Raises Forbidden, Invalid."""
    if not by.can("request.create"):
        raise Forbidden
    kind = fields["request_type"]
    day = f"{datetime.now(UTC):%Y%m%d}"
    series = kind[:3].upper()
    number = numbering.take(by.tenant_id, series, day=day)[0]
    row = InternalRequest(
        tenant_id=by.tenant_id,
        request_id=numbering.formatted(series, day, number=number),
        requested_by=people.snapshot(by),
        **fields,
    )
    request_types.complete(row)
    row.save()
    audit.record("request.created", row.request_id, by=by, type=kind)
    return row


@transaction.atomic
def change(request_id: UUID, fields: Fields, *, by: Actor, expected: int | None = None) -> InternalRequest:
    """Edit or cancel as the requester, while it is pending; decide and comment as somebody else with the grant.

    Raises NotFound, Stale, Forbidden, Invalid.
    """
    row = _locked(request_id, by)
    if expected not in {None, row.version}:
        raise Stale
    told = [name for name, wanted in fields.items() if name not in _DECIDING and getattr(row, name) != wanted]
    if told:
        _edit(row, fields, told, by)
    wanted, comment = fields.get("status", row.status), fields.get("comment", row.comment)
    moved, commented = wanted != row.status, comment != row.comment
    if moved:
        _move(row, wanted, str(fields.get("comment", "")), by)
    if commented:
        _comment(row, comment, by)
    return _saved(row) if told or moved or commented else row


def _saved(row: InternalRequest) -> InternalRequest:
    row.version += 1
    row.updated_at = datetime.now(UTC)
    row.save()
    return row


def _locked(request_id: UUID, by: Actor) -> InternalRequest:
    row = InternalRequest.objects.seen_by(by).select_for_update().filter(pk=request_id).first()
    if row is None:
        raise NotFound
    return row


def _is_requester(row: InternalRequest, by: Actor) -> bool:
    return bool(row.requested_by["id"] == by.id)


def _edit(row: InternalRequest, fields: Fields, told: list[str], by: Actor) -> None:
    if not _is_requester(row, by):
        raise Forbidden
    if row.status != RequestStatus.PENDING:
        raise Invalid(dict.fromkeys(told, f"A request can be edited while it is pending; this one is {row.status}."))
    for name in told:
        setattr(row, name, fields[name])
    request_types.complete(row)
    audit.record("request.changed", row.request_id, by=by, fields=sorted(told))


def _move(row: InternalRequest, wanted: str, comment: str, by: Actor) -> None:
    """Nobody decides on their own request; only the requester takes it back, and only while it is pending."""
    _refuse_unless_entitled(row, wanted, by)
    refuse_unless_possible(states.MOVES, row.status, wanted)
    if wanted == RequestStatus.REJECTED and not comment.strip():
        raise Invalid({"comment": "Say why it is rejected."})
    if wanted in states.DECISIONS:
        row.reviewed_by = people.snapshot(by)
        row.reviewed_at = datetime.now(UTC)
    audit.record(f"request.{wanted}", row.request_id, by=by, was=row.status)
    row.status = wanted


def _refuse_unless_entitled(row: InternalRequest, wanted: str, by: Actor) -> None:
    mine, may_decide = _is_requester(row, by), by.can("request.approve")
    if wanted == RequestStatus.CANCELLED:
        entitled = mine if row.status == RequestStatus.PENDING else may_decide
    else:
        entitled = may_decide and not mine
    if not entitled:
        raise Forbidden


def _comment(row: InternalRequest, comment: str, by: Actor) -> None:
    if not (_is_requester(row, by) or by.can("request.approve")):
        raise Forbidden
    row.comment = comment


@transaction.atomic
def delete(request_id: UUID, *, by: Actor) -> None:
    """Soft: the requester while it is pending, or who decides. Raises NotFound, Forbidden."""
    row = _locked(request_id, by)
    if not (by.can("request.approve") or (_is_requester(row, by) and row.status == RequestStatus.PENDING)):
        raise Forbidden
    row.is_deleted = True
    row.deleted_at = datetime.now(UTC)
    _saved(row)
    audit.record("request.deleted", row.request_id, by=by)
