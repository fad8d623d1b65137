"""Two people in a room hear each other, and nothing else."""

from collections.abc import Callable

import pytest
from asgiref.sync import sync_to_async
from rest_framework.test import APIClient

from core.models import Member
from interviews.models import Participant, VideoSession
from interviews.room import events
from tests.cards import whole
from tests.consumers.visitor import Visitor, together

Visit = Callable[[Member | Participant], Visitor]


async def test_a_mute_reaches_everybody(visit: Visit, alice: Member, bob: Member) -> None:
    a, b = await visit(alice).enter(), await visit(bob).enter()
    async with together(a, b):
        answer = await b.asks("mute.set", muted=True)
        assert answer["type"] == "ack"
        assert not answer["duplicate"]
        heard = await a.hears(events.MuteChanged)
        assert heard.muted
        assert str(heard.participant) == b.welcome["you"]["participant"]


async def test_a_repeated_command_does_nothing_and_is_answered_the_same(visit: Visit, alice: Member) -> None:
    a = await visit(alice).enter()
    async with together(a):
        first = await a.asks("mute.set", id="11111111-1111-4111-8111-111111111111", muted=True)
        again = await a.asks("mute.set", id="11111111-1111-4111-8111-111111111111", muted=True)
        assert again["events"] == first["events"]
        assert (first["duplicate"], again["duplicate"]) == (False, True)


async def test_a_command_that_changes_nothing_is_acknowledged_without_events(visit: Visit, alice: Member) -> None:
    a = await visit(alice).enter()
    async with together(a):
        assert (await a.asks("mute.set", muted=False))["events"] == []


async def test_the_candidate_waits_and_enters_with_staff(visit: Visit, alice: Member, carol: Participant) -> None:
    c = visit(carol)
    assert await c.open()
    async with together(c):
        lobby = await c.hello()
        assert (lobby["type"], lobby["place"], lobby["host_present"]) == ("lobby", 1, False)
        a = await visit(alice).enter()
        welcome = await c.until("welcome")
        assert welcome["you"]["role"] == "candidate"
        assert "staff" not in welcome["snapshot"]
        await a.cut()


async def test_a_person_who_comes_back_finds_the_chat_sent_meanwhile(
    visit: Visit, alice: Member, carol: Participant, api: Callable[[Member | Participant], APIClient]
) -> None:
    def found(who: Member | Participant) -> list[tuple[str, str]]:
        answer = api(who).get(f"/api/talent-engine/video-sessions/{carol.session_id}/chat/")
        return [(line["channel"], line["text"]) for line in answer.json()["results"]]

    c = visit(carol)
    assert await c.open()
    await c.hello()
    await c.asks("chat.send", text="I am early")
    assert await sync_to_async(found)(carol) == [("lobby", "I am early")]
    a = await visit(alice).enter()
    await c.until("welcome")
    await c.cut()
    await a.asks("chat.send", text="Are you there?")
    await a.asks("chat.send", text="She is late", channel="staff")
    reloaded = await visit(carol).enter()
    async with together(a, reloaded):
        assert reloaded.welcome["mode"] == "snapshot"
        assert await sync_to_async(found)(carol) == [("lobby", "I am early"), ("room", "Are you there?")]
        assert len(await sync_to_async(found)(alice)) == 3
        await a.asks("chat.send", text="There you are")
        assert (await reloaded.hears(events.ChatSent)).text == "There you are"


async def test_a_candidate_never_hears_staff_matters(visit: Visit, alice: Member, carol: Participant) -> None:
    a, c = await visit(alice).enter(), await visit(carol).enter()
    async with together(a, c):
        await a.asks("note.add", text="Strong on queues")
        assert (await a.asks("score.submit", **whole(technical=4)))["type"] == "ack"
        await a.asks("tags.set", tags=["senior"])
        await a.asks("chat.send", text="Good so far", channel="staff")
        await a.asks("mute.set", muted=True)
        await c.hears(events.MuteChanged)
        for frame in c.frames:
            assert frame.get("stream") != "staff"
            assert not [key for key in _keys(frame) if key.startswith(("score", "note", "tag"))]


def _keys(value: object) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(key for inner in value.values() for key in _keys(inner))]
    return [key for inner in value for key in _keys(inner)] if isinstance(value, list) else []


async def test_a_candidate_is_refused_what_staff_may_do(visit: Visit, alice: Member, carol: Participant) -> None:
    a, c = await visit(alice).enter(), await visit(carol).enter()
    async with together(a, c):
        wishes: list[tuple[str, dict[str, object]]] = [
            ("note.add", {"text": "x"}),
            ("score.set", {"scores": {"technical": 5}}),
            ("session.end", {}),
            ("participant.remove", {"participant": a.welcome["you"]["participant"]}),
            ("recording.start", {}),
        ]
        for command, fields in wishes:
            assert (await c.asks(command, **fields))["code"] == "forbidden"


async def test_a_signal_reaches_its_recipients_only(
    visit: Visit, alice: Member, bob: Member, carol: Participant
) -> None:
    a, b, c = await visit(alice).enter(), await visit(bob).enter(), await visit(carol).enter()
    async with together(a, b, c):
        to = b.welcome["you"]["participant"]
        await a.say(type="signal", to=to, payload={"sdp": "offer"})
        await a.say(type="signal", payload={"speaking": True})
        first = await b.until("signal")
        assert (first["from"], first["payload"]) == (a.welcome["you"]["participant"], {"sdp": "offer"})
        assert (await c.until("signal"))["payload"] == {"speaking": True}


async def test_a_second_tab_replaces_the_first(visit: Visit, alice: Member) -> None:
    first = await visit(alice).enter()
    second = await visit(alice).enter()
    async with together(first, second):
        assert (await first.gone())["code"] == 4408
        assert (await second.asks("hand.set", raised=True))["type"] == "ack"


async def test_everybody_gets_the_end_event_before_the_close(visit: Visit, alice: Member, carol: Participant) -> None:
    a, c = await visit(alice).enter(), await visit(carol).enter()
    async with together(a, c):
        await a.asks("session.end")
        await c.hears(events.SessionEnded)
        assert (await c.gone())["code"] == 4490


@pytest.mark.parametrize("origin", ["http://evil.example", "http://testserver:81", "https://testserver", "null"])
async def test_foreign_origins_are_refused_before_accept(interview: VideoSession, alice: Member, origin: str) -> None:
    assert not await Visitor(interview.pk, alice.as_actor(), origin=origin).open()


async def test_a_ticket_opens_one_socket_once(visit: Visit, alice: Member) -> None:
    a = visit(alice)
    ticket = await a.ticket()
    assert await a.open(ticket=ticket)
    await a.hello()
    b = visit(alice)
    assert await b.open(ticket=ticket)
    async with together(a, b):
        assert (await b.gone())["code"] == 4401
