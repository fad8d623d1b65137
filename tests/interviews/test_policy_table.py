"""Every verb by every role in every state of the room: allowed or refused exactly as `policy.RULES` states."""

import inspect
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from pydantic import BaseModel

from consumers.schemas import incoming_types
from core.actors import Actor
from core.errors import DomainError
from core.models import Member
from interviews.invitations import verbs as invitations
from interviews.models import Participant, VideoSession
from interviews.people import consents
from interviews.people import verbs as participants
from interviews.room import presence
from interviews.room.commands import Rule
from interviews.room.policy import RULES
from interviews.sessions import verbs as sessions
from interviews.verbs import VERBS
from tests import cast
from tests.cards import whole

HUB, TAB = uuid4(), uuid4()
ROLES = ("host", "interviewer", "observer", "candidate", "guest")
# Nobody is inside before the first has entered, nobody after the end, and staff never wait.
REACHABLE = [
    (role, status, standing)
    for role in ROLES
    for status, standings in {
        "scheduled": ("outside", "waiting"),
        "live": ("inside", "away", "outside", "waiting", "removed"),
        "ended": ("outside", "removed"),
    }.items()
    for standing in standings
    if standing != "waiting" or role in ("candidate", "guest")
]
BY_NAME = {model.model_fields["type"].default: model for model in incoming_types()}


class Cast(dict[str, Participant]):
    """The people of one interview by role, and three more: olivia hosts, frank is inside, erin waits."""


@pytest.fixture
def people(interview: VideoSession, alice: Member, bob: Member, vera: Member, olivia: Member) -> Cast:
    session = sessions.create(alice.as_actor(), panel=[bob, vera])
    rows = Cast({person.role: person for person in session.participants.all()})
    for name, role in (("carol", "candidate"), ("dave", "guest"), ("frank", "guest"), ("erin", "guest")):
        rows[role if name in ("carol", "dave") else name] = session.participants.create(
            tenant=session.tenant, email=f"{name}@home.example", first_name=name.title(), role=role, by_link=True
        )
    return rows


def actor(person: Participant) -> Actor:
    return person.member.as_actor() if person.member else cast.as_guest(person)


def arrange(people: Cast, olivia: Actor, *, role: str, status: str, standing: str) -> tuple[VideoSession, Actor]:
    """Bring the actor into the state under test, by verbs only."""
    me, session = people[role], people[role].session
    asking = actor(me)
    for guest in (me, people["frank"]):
        consents.answer(session.pk, actor(guest), granted=True)
    if status != "scheduled":
        participants.enter(session.pk, olivia)
        participants.enter(session.pk, actor(people["frank"]))
    if standing in ("inside", "away", "removed"):
        place = presence.connect(session.pk, asking, hub=HUB, tab=TAB)
        if standing == "away":
            presence.disconnect(session.pk, None, participant_id=me.pk, generation=place.generation)
        elif standing == "removed":
            participants.remove(session.pk, olivia, participant=me.pk)
    if status != "scheduled":
        sessions.lock(session.pk, olivia, locked=True)
        participants.enter(session.pk, actor(people["erin"]))
    if standing == "waiting":
        participants.enter(session.pk, asking)
    if status == "ended":
        sessions.end(session.pk, olivia)
    return session, asking


def wishes(people: Cast) -> dict[str, dict[str, Any]]:
    """Arguments for every verb that succeed wherever its rule allows it."""
    erin, frank = people["erin"].pk, people["frank"].pk
    return {
        "session.enter": {},
        "session.leave": {},
        "session.lock": {"locked": False},
        "session.extend": {"ends_at": timezone.now() + timedelta(hours=2)},
        "session.end": {},
        "mute.set": {"muted": True},
        "camera.set": {"camera_on": False},
        "screen.set": {"sharing": True},
        "hand.set": {"raised": True},
        "chat.send": {"text": "Hello"},
        "consent.set": {"granted": True},
        "participant.admit": {"participant": erin},
        "participant.deny": {"participant": erin},
        "participant.remove": {"participant": frank},
        "note.add": {"text": "Strong on queues"},
        "tags.set": {"tags": ["senior"]},
        "question.start": {"question": "Q1"},
        "question.finish": {"question": "Q1"},
        "score.set": {"scores": {"technical": 4}},
        "score.submit": whole(technical=4),
        "recording.start": {},
        "recording.stop": {},
    }


def expected(command: str, rule: Rule, *, role: str, status: str, standing: str) -> str:
    """The refusal that the table demands, in the order of refusals, or "done"."""
    if role not in rule.roles:
        return "forbidden"
    if standing == "removed" and command != "session.enter":
        return "removed"
    if status not in rule.states:
        return "session_ended"
    is_placed = standing in ("inside", "away") or (rule.waiting and standing == "waiting")
    return "not_joined" if rule.inside and not is_placed else "done"


def outcome(ask: Callable[[], object]) -> str:
    """The refusal of one verb, or "done"; rolled back, so that the next one finds the same room."""
    with transaction.atomic():
        try:
            ask()
        except DomainError as refusal:
            return refusal.code
        finally:
            transaction.set_rollback(True)
        return "done"


@pytest.mark.parametrize(("role", "status", "standing"), REACHABLE)
def test_every_verb_is_authorised_exactly_as_the_table_says(
    people: Cast, olivia: Member, role: str, status: str, standing: str
) -> None:
    session, asking = arrange(people, olivia.as_actor(), role=role, status=status, standing=standing)
    asked = {
        name: outcome(lambda: VERBS[name].once(uuid4(), session.pk, asking, **wish))  # noqa: B023 -- called at once
        for name, wish in wishes(people).items()
    }
    asked["session.edit"] = outcome(lambda: sessions.edit(session.pk, asking, title="New"))
    asked["invitation.send"] = outcome(
        lambda: invitations.invite(session.pk, asking, name="Gina", email="gina@home.example")
    )
    assert asked == {
        name: expected(name, rule, role=role, status=status, standing=standing) for name, rule in RULES.items()
    }


@pytest.mark.parametrize("name", VERBS)
def test_a_person_without_a_role_is_refused(people: Cast, mallory: Member, rita: Member, name: str) -> None:
    elsewhere = sessions.create(rita.as_actor())
    stranger = elsewhere.participants.create(tenant=elsewhere.tenant, email="x@home.example", role="guest")
    reviewer = cast.hire("uma", rita.tenant, role="reviewer", number=99).as_actor()
    wish = wishes(people)[name]
    for by, code in ((mallory.as_actor(), "not_found"), (actor(stranger), "not_found"), (reviewer, "forbidden")):
        session_id = people["host"].session_id
        assert outcome(lambda: VERBS[name].once(uuid4(), session_id, by, **wish)) == code  # noqa: B023 -- called at once


def test_every_rule_has_a_verb_and_every_verb_a_rule(people: Cast) -> None:
    assert set(RULES) == set(VERBS) | {"session.edit", "invitation.send"}
    assert set(wishes(people)) == set(VERBS)


@pytest.mark.parametrize("name", [name for name in VERBS if name != "session.enter"])  # hello enters
def test_a_command_carries_exactly_the_arguments_of_its_verb(name: str) -> None:
    """Further arguments of a verb are for calls inside other verbs: no command carries them, and they have defaults."""
    fields, arguments = _fields(BY_NAME[name]), _arguments(VERBS[name].inside)
    assert fields == {argument: required for argument, required in arguments.items() if argument in fields}
    assert not any(required for argument, required in arguments.items() if argument not in fields)


def _arguments(function: Callable[..., object]) -> dict[str, bool]:
    """Argument name → whether it is required, without the room."""
    given = list(inspect.signature(function).parameters.values())[1:]
    return {x.name: x.default is inspect.Parameter.empty for x in given}


def _fields(model: type[BaseModel]) -> dict[str, bool]:
    return {name: field.is_required() for name, field in model.model_fields.items() if name not in ("type", "id")}
