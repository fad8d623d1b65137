"""A request by REST and the same by socket have the same effect: the same events, the same rows."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import orjson
import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone
from rest_framework.test import APIClient

from core.actors import Actor
from core.models import AuditEntry, Member
from interviews.models import Participant, Recording
from interviews.people import consents
from interviews.people import verbs as participants
from interviews.room import log, snapshots
from interviews.room.events import STREAMS
from interviews.sessions import verbs as sessions
from interviews.verbs import VERBS
from tests import cast
from tests.cards import whole
from tests.consumers.visitor import Visitor, together

API = "/api/talent-engine/video-sessions/"
LATER = (timezone.now() + timedelta(hours=2)).replace(microsecond=0)
Api = Callable[..., APIClient]


@dataclass(frozen=True)
class Wish:
    """One wish in both languages. `{id}` is the session, `{carol}` and `{erin}` are people of it; erin waits."""

    command: str
    path: str
    who: str = "alice"
    fields: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    before: str = ""

    def __str__(self) -> str:
        return f"{self.who}:{self.command}:{self.path}"


Fields = dict[str, Any]
CAROL: tuple[Fields, Fields] = {"participant": "{carol}"}, {"participant_id": "{carol}"}
ERIN: tuple[Fields, Fields] = {"participant": "{erin}"}, {"participant_id": "{erin}"}
CARD = {"scores": {"technical": 4, "calm": None}, "notes": "Strong on queues"}
WISHES = [
    Wish("session.leave", "leave/"),
    Wish("session.leave", "leave/", "carol"),
    Wish("mute.set", "toggle_mute/", "carol", {"muted": True}, {"mute": True}),
    Wish("mute.set", "toggle_mute/", "alice", {"muted": True} | CAROL[0], CAROL[1]),
    Wish("mute.set", "toggle_mute/", "carol", {"muted": False}, {"mute": False}),
    Wish("camera.set", "toggle_camera/", "bob", {"camera_on": False}, {"camera_on": False}),
    Wish("camera.set", "toggle_camera/", "alice", {"camera_on": False} | CAROL[0], CAROL[1]),
    Wish("session.end", "{id}/end/"),
    Wish("session.extend", "{id}/extend/", fields={"ends_at": LATER}, body={"ends_at": LATER}),
    Wish("score.set", "{id}/scorecard/", fields=CARD, body=CARD),
    Wish("score.submit", "{id}/scorecard/submit/", fields=whole(calm=2), body=whole(calm=2)),
    Wish("tags.set", "update_interview_data/", fields={"tags": ["senior", "senior"]}, body={"tags": ["senior"]}),
    Wish("session.lock", "{id}/lock/", fields={"locked": False}, body={"locked": False}),
    Wish("participant.admit", "{id}/admit/", "alice", *ERIN),
    Wish("participant.deny", "{id}/deny/", "alice", *ERIN),
    Wish("participant.remove", "{id}/remove/", "alice", *CAROL),
    Wish("consent.set", "{id}/consent/", "carol", {"granted": False}, {"granted": False}),
    Wish("recording.start", "start_recording/"),
    Wish("recording.stop", "stop_recording/", before="recording.start"),
    # refused by both
    Wish("score.submit", "{id}/scorecard/submit/", fields=CARD, body=CARD),
    Wish("participant.remove", "{id}/remove/", "bob", *CAROL),
    Wish("session.lock", "{id}/lock/", "carol", {"locked": False}, {"locked": False}),
    Wish("mute.set", "toggle_mute/", "bob", {"muted": True} | CAROL[0], {"mute": True} | CAROL[1]),
    Wish("participant.deny", "{id}/deny/", "alice", *CAROL),
]


class Meeting:
    """An interview with alice, bob and carol inside, its door locked, and erin waiting before it."""

    def __init__(self, alice: Member, bob: Member) -> None:
        self.session = session = sessions.create(alice.as_actor(), panel=[bob])
        guests = {
            name: session.participants.create(
                tenant=session.tenant, email=f"{name}@home.example", first_name=name.title(), role=role, by_link=True
            )
            for name, role in (("carol", "candidate"), ("erin", "guest"))
        }
        self.people: dict[str, Member | Participant] = {"alice": alice, "bob": bob, **guests}
        self.names = {"id": session.pk, **{name: person.pk for name, person in guests.items()}}
        for name in guests:
            consents.answer(session.pk, self.actor(name), granted=True)

    def gather(self) -> "Meeting":
        for name in ("alice", "bob", "carol"):
            participants.enter(self.session.pk, self.actor(name))
        sessions.lock(self.session.pk, self.actor("alice"), locked=True)
        participants.enter(self.session.pk, self.actor("erin"))
        return self

    def actor(self, name: str) -> Actor:
        who = self.people[name]
        return who.as_actor() if isinstance(who, Member) else cast.as_guest(who)

    def visitor(self, name: str) -> Visitor:
        return Visitor(self.session.pk, self.actor(name))

    def named(self, fields: dict[str, Any]) -> dict[str, Any]:
        return {key: value.format(**self.names) if isinstance(value, str) else value for key, value in fields.items()}

    def effect(self) -> tuple[Any, ...]:
        """All that can be known of it afterwards, with ids and instants replaced by the order they come in."""
        heard = [[frame for _, frame in log.read(self.session.pk, stream)] for stream in STREAMS]
        cards = self.session.scorecards.order_by("member__email")
        columns = "member__email", "scores", "notes", "evidence", "revision", "recommendation"
        audited = (
            AuditEntry.objects.filter(tenant=self.session.tenant).order_by("pk").values("actor", "action", "facts")
        )
        mine = list(audited.filter(subject__in=self._subjects()))
        people = self.session.participants.order_by("role").values_list("role", "presence", "lobby")
        return (
            [_anonymous(frames) for frames in heard],
            _anonymous(snapshots.build(self.session.pk).model_dump(mode="json")),
            [
                row | {"submitted": bool(card.submitted_at)}
                for row, card in zip(cards.values(*columns), cards, strict=True)
            ],
            list(people),
            _anonymous(mine),
        )

    def _subjects(self) -> list[str]:
        recordings = Recording.objects.across_tenants().filter(session=self.session).values_list("pk", flat=True)
        return [str(self.session.pk), *map(str, recordings)]


ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)")


def _anonymous(value: Any) -> Any:
    """Ids become #0, #1, … in the order in which they appear, instants vanish."""
    text = INSTANT.sub("…", orjson.dumps(value).decode())
    seen = list(dict.fromkeys(ID.findall(text)))
    return orjson.loads(ID.sub(lambda found: f"#{seen.index(found[0])}", text))


def _ask(api: Api, meeting: Meeting, wish: Wish) -> Any:
    client = api(meeting.people[wish.who])
    send = client.patch if wish.command == "score.set" else client.post
    body = {"session_id": str(meeting.session.pk)} | meeting.named(wish.body)
    return send(API + wish.path.format(**meeting.names), body)


@pytest.mark.parametrize("wish", WISHES, ids=str)
async def test_a_command_has_the_same_effect_by_rest_and_by_socket(
    api: Api, alice: Member, bob: Member, wish: Wish
) -> None:
    by_rest, by_socket = [await sync_to_async(lambda: Meeting(alice, bob).gather())() for _ in range(2)]
    visitor = await by_socket.visitor(wish.who).enter()
    async with together(visitor):
        if wish.before:
            await visitor.asks(wish.before)
            await sync_to_async(VERBS[wish.before])(by_rest.session.pk, by_rest.actor(wish.who))
        answer = await visitor.asks(wish.command, **by_socket.named(wish.fields))
        replied = await sync_to_async(_ask)(api, by_rest, wish)
        assert (replied.status_code < 400) == (answer["type"] == "ack"), (replied.content, answer)
        assert replied.headers.get("X-Error-Code") == answer.get("code")
        assert await sync_to_async(by_rest.effect)() == await sync_to_async(by_socket.effect)()


@pytest.mark.parametrize("who", ["alice", "carol"])
async def test_joining_by_rest_has_the_effect_of_a_hello(api: Api, alice: Member, bob: Member, who: str) -> None:
    by_rest, by_socket = [await sync_to_async(Meeting)(alice, bob) for _ in range(2)]
    replied = await sync_to_async(_ask)(api, by_rest, Wish("session.enter", "join/", who))
    assert replied.status_code == 200
    async with together(await by_socket.visitor(who).enter()):
        assert await sync_to_async(by_rest.effect)() == await sync_to_async(by_socket.effect)()
