"""Who may approve a requisition, stage by stage, and what is kept of it.

Somebody named in the workflow approves the stages that name them; the last required one approves the requisition.
Somebody else with the grant approves it directly, and the audit trail says that stages were passed over.
Nobody approves their own requisition as a named approver: the workflow is written by the requester.
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
from hiring.choices import Status
from hiring.requisitions import states
from hiring.requisitions.models import Requisition


class Stage(TypedDict):
    name: str
    approvers: list[str]
    required: bool
    approved_by: people.Person | None
    approved_at: str | None


def blank_stages(workflow: Mapping[str, Any]) -> list[Stage]:
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
    """Whether the workflow lets this person decide: named in a stage, and not the one who asked for the job."""
    email = actor.email.lower()
    asked = actor.id in {requisition.requested_by["id"], requisition.created_by["id"]}
    return not asked and any(email == name.lower() for stage in requisition.stages for name in stage["approvers"])


def may_decide(requisition: Requisition, actor: Actor) -> bool:
    return actor.can("requisition.approve") or is_named(requisition, actor)


def approve(
    requisition: Requisition, *, by: Actor, on_behalf_of: str | None = None, at: datetime | None = None
) -> None:
    """Approve one's stages, or the whole; changes the row in memory, the caller saves it.

    `on_behalf_of` and `at` record somebody else's decision. Raises Forbidden without the grant, Invalid for an unknown
    colleague, a moment in the future or a state from which approval is impossible.
    """
    if not may_decide(requisition, by):
        raise Forbidden
    recorded = on_behalf_of not in {None, by.id} or at is not None
    if recorded and not by.can("requisition.approve_for"):
        raise Forbidden
    refuse_unless_possible(states.MOVES, requisition.status, Status.APPROVED)
    now = timezone.now()
    if at is not None and at > now:
        raise Invalid({"approval_date": "An approval cannot lie in the future."})
    who = people.named(on_behalf_of, field="approved_by_id", by=by) if on_behalf_of else people.snapshot(by)
    if is_named(requisition, by) and not recorded:
        _approve_stages(requisition, by, who, now)
    else:
        _finish(requisition, by, who, at or now, directly=True)


def _approve_stages(requisition: Requisition, by: Actor, who: people.Person, now: datetime) -> None:
    for stage in requisition.stages:
        if stage["approved_by"] is None and by.email.lower() in {name.lower() for name in stage["approvers"]}:
            stage |= {"approved_by": who, "approved_at": timestamp(now)}
            audit.record("requisition.stage_approved", requisition.code, by=by, stage=stage["name"])
    if all(stage["approved_by"] for stage in requisition.stages if stage["required"]):
        _finish(requisition, by, who, now, directly=False)
    elif requisition.status == Status.DRAFT:
        requisition.status = Status.PENDING


def _finish(requisition: Requisition, by: Actor, who: people.Person, at: datetime, *, directly: bool) -> None:
    waiting = [stage["name"] for stage in requisition.stages if stage["required"] and not stage["approved_by"]]
    audit.record(
        "requisition.approved",
        requisition.code,
        by=by,
        was=requisition.status,
        approved_by=who["id"],
        at=timestamp(at),
        directly=directly,
        stages_passed_over=waiting,
    )
    requisition.status = Status.APPROVED
    requisition.approved_by = who
    requisition.approval_date = at


def forget(requisition: Requisition) -> None:
    """Start over: a requisition that is a draft again must be approved again."""
    requisition.stages = blank_stages({"stages": requisition.stages})
    requisition.approved_by = None
    requisition.approval_date = None
    requisition.publish_status = False
