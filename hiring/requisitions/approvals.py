"""Approve requisitions stage by stage, and record who approved.

A person named in the workflow approves the stages that name them; the last required one approves the requisition.
Another person with the grant approves it directly, and the audit trail names the stages passed over.
Nobody approves their own requisition as a named approver, because the requester writes the workflow.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict

from django.utils import timezone

from core import audit
from core.actors import Actor
from core.errors import Forbidden, Invalid
from core.fields import timestamp
from core.states import refuse_unless_possible
from hiring import people
from hiring.requisitions import states
from hiring.requisitions.models import Requisition
from hiring.vocabulary import RequisitionStatus


class Stage(TypedDict):
    """One stage of the workflow, as the row's JSON column stores it; `approved_at` is ISO 8601 in UTC."""

    name: str
    approvers: list[str]
    required: bool
    approved_by: people.PersonSnapshot | None
    approved_at: str | None


def blank_stages(workflow: Mapping[str, Any]) -> list[Stage]:
    """Return the workflow's stages without approvals.

    Example of `workflow`: `{"stages": [{"name": "Team", "approvers": ["bob@acme.example"], "required": True}]}`.
    """
    return [
        {
            "name": stage["name"],
            "approvers": list(stage.get("approvers", ())),
            "required": stage.get("required", True),
            "approved_by": None,
            "approved_at": None,
        }
        for stage in workflow.get("stages", ())
    ]


def is_named(requisition: Requisition, actor: Actor) -> bool:
    """Return whether a stage names the actor as approver and the actor is not the requester."""
    email = actor.email.lower()
    asked = actor.id in {requisition.requested_by["id"], requisition.created_by["id"]}
    return not asked and any(email == name.lower() for stage in requisition.stages for name in stage["approvers"])


def may_decide(requisition: Requisition, actor: Actor) -> bool:
    return actor.can("requisition.approve") or is_named(requisition, actor)


def approve(
    requisition: Requisition, actor: Actor, *, on_behalf_of: str | None = None, at: datetime | None = None
) -> None:
    """Approve the actor's stages, or the whole requisition, in memory; the caller saves the row.

    `on_behalf_of` (a colleague's id) and `at` record another person's decision. Raises Forbidden without the grant,
    Invalid for an unknown colleague, a moment in the future or a state from which approval is impossible.
    """
    if not may_decide(requisition, actor):
        raise Forbidden
    recorded = on_behalf_of not in {None, actor.id} or at is not None
    if recorded and not actor.can("requisition.approve_for"):
        raise Forbidden
    refuse_unless_possible(states.MOVES, requisition.status, RequisitionStatus.APPROVED)
    now = timezone.now()
    if at is not None and at > now:
        raise Invalid({"approval_date": "An approval cannot lie in the future."})
    approver = people.colleague(on_behalf_of, actor, field="approved_by_id") if on_behalf_of else people.snapshot(actor)
    if is_named(requisition, actor) and not recorded:
        _approve_stages(requisition, actor, approver, now)
    else:
        _finish(requisition, actor, approver, at or now, directly=True)


def _approve_stages(requisition: Requisition, actor: Actor, approver: people.PersonSnapshot, now: datetime) -> None:
    for stage in requisition.stages:
        if stage["approved_by"] is None and actor.email.lower() in {name.lower() for name in stage["approvers"]}:
            stage |= {"approved_by": approver, "approved_at": timestamp(now)}
            audit.record("requisition.stage_approved", requisition.code, by=actor, stage=stage["name"])
    if all(stage["approved_by"] for stage in requisition.stages if stage["required"]):
        _finish(requisition, actor, approver, now, directly=False)
    elif requisition.status == RequisitionStatus.DRAFT:
        requisition.status = RequisitionStatus.PENDING


def _finish(
    requisition: Requisition, actor: Actor, approver: people.PersonSnapshot, at: datetime, *, directly: bool
) -> None:
    waiting = [stage["name"] for stage in requisition.stages if stage["required"] and not stage["approved_by"]]
    audit.record(
        "requisition.approved",
        requisition.code,
        by=actor,
        was=requisition.status,
        approved_by=approver["id"],
        at=timestamp(at),
        directly=directly,
        stages_passed_over=waiting,
    )
    requisition.status = RequisitionStatus.APPROVED
    requisition.approved_by = approver
    requisition.approval_date = at


def reset(requisition: Requisition) -> None:
    """Remove every approval and unpublish, in memory: a requisition that is a draft again needs a new approval."""
    requisition.stages = blank_stages({"stages": requisition.stages})
    requisition.approved_by = None
    requisition.approval_date = None
    requisition.publish_status = False
