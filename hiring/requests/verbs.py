"""Create requests for material, leave or a service; change, decide on, cancel and delete them."""

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
from hiring.requests import request_types, states
from hiring.requests.models import InternalRequest
from hiring.vocabulary import RequestStatus

Fields = Mapping[str, Any]
_DECIDING = {"status", "comment"}


@transaction.atomic
def create(actor: Actor, fields: Fields) -> InternalRequest:
    """Store a pending request with a number of its type and day.

    Example of `fields`: `{"request_type": "material", "title": "Chair", "item_name": "Chair"}`.
    Raises Forbidden, Invalid.
    """
    if not actor.can("request.create"):
        raise Forbidden
    request_type = fields["request_type"]
    day = f"{datetime.now(UTC):%Y%m%d}"
    series = request_type[:3].upper()
    number = numbering.take(actor.tenant_id, series, day=day)[0]
    row = InternalRequest(
        tenant_id=actor.tenant_id,
        request_id=numbering.formatted(series, day, number=number),
        requested_by=people.snapshot(actor),
        **fields,
    )
    request_types.complete(row)
    row.save()
    audit.record("request.created", row.request_id, by=actor, type=request_type)
    return row


@transaction.atomic
def change(request_id: UUID, actor: Actor, fields: Fields, *, expected: int | None = None) -> InternalRequest:
    """Edit or cancel as the requester, while it is pending; decide and comment as somebody else with the grant.

    Example of `fields`: `{"status": "rejected", "comment": "No money"}`.
    Raises NotFound, Stale (another version than `expected`), Forbidden, Invalid.
    """
    row = _locked(request_id, actor)
    if expected not in {None, row.version}:
        raise Stale
    changed = [name for name, wanted in fields.items() if name not in _DECIDING and getattr(row, name) != wanted]
    if changed:
        _edit(row, actor, fields, changed)
    status, comment = fields.get("status", row.status), fields.get("comment", row.comment)
    moved, commented = status != row.status, comment != row.comment
    if moved:
        _move(row, actor, status, str(fields.get("comment", "")))
    if commented:
        _comment(row, actor, comment)
    return _save(row) if changed or moved or commented else row


def _save(row: InternalRequest) -> InternalRequest:
    row.version += 1
    row.updated_at = datetime.now(UTC)
    row.save()
    return row


def _locked(request_id: UUID, actor: Actor) -> InternalRequest:
    row = InternalRequest.objects.seen_by(actor).select_for_update().filter(pk=request_id).first()
    if row is None:
        raise NotFound
    return row


def _is_requester(row: InternalRequest, actor: Actor) -> bool:
    return bool(row.requested_by["id"] == actor.id)


def _edit(row: InternalRequest, actor: Actor, fields: Fields, changed: list[str]) -> None:
    if not _is_requester(row, actor):
        raise Forbidden
    if row.status != RequestStatus.PENDING:
        raise Invalid(dict.fromkeys(changed, f"A request can be edited while it is pending; this one is {row.status}."))
    for name in changed:
        setattr(row, name, fields[name])
    request_types.complete(row)
    audit.record("request.changed", row.request_id, by=actor, fields=sorted(changed))


def _move(row: InternalRequest, actor: Actor, status: str, comment: str) -> None:
    _refuse_unless_entitled(row, actor, status)
    refuse_unless_possible(states.MOVES, row.status, status)
    if status == RequestStatus.REJECTED and not comment.strip():
        raise Invalid({"comment": "Say why it is rejected."})
    if status in states.DECISIONS:
        row.reviewed_by = people.snapshot(actor)
        row.reviewed_at = datetime.now(UTC)
    audit.record(f"request.{status}", row.request_id, by=actor, was=row.status)
    row.status = status


def _refuse_unless_entitled(row: InternalRequest, actor: Actor, status: str) -> None:
    """Nobody decides on their own request; only the requester cancels a pending one."""
    is_requester, may_decide = _is_requester(row, actor), actor.can("request.approve")
    if status == RequestStatus.CANCELLED:
        entitled = is_requester if row.status == RequestStatus.PENDING else may_decide
    else:
        entitled = may_decide and not is_requester
    if not entitled:
        raise Forbidden


def _comment(row: InternalRequest, actor: Actor, comment: str) -> None:
    if not (_is_requester(row, actor) or actor.can("request.approve")):
        raise Forbidden
    row.comment = comment


@transaction.atomic
def delete(request_id: UUID, actor: Actor) -> None:
    """Mark as deleted: the requester while it is pending, or an approver. Raises NotFound, Forbidden."""
    row = _locked(request_id, actor)
    if not (actor.can("request.approve") or (_is_requester(row, actor) and row.status == RequestStatus.PENDING)):
        raise Forbidden
    row.is_deleted = True
    row.deleted_at = datetime.now(UTC)
    _save(row)
    audit.record("request.deleted", row.request_id, by=actor)
