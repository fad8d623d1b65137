"""After a cut nobody misses an event and nobody hears one twice, whatever was lost on the way."""

import asyncio
from collections.abc import Callable

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from consumers.hub import RoomHub
from core import bus
from core.models import Member
from interviews.models import Participant, VideoSession
from interviews.room import events, log, presence
from tests.consumers.visitor import Visitor, raise_hands, together

Visit = Callable[[Member | Participant], Visitor]


async def test_a_reload_resumes_where_it_was(visit: Visit, alice: Member, bob: Member) -> None:
    a, b = await visit(alice).enter(), await visit(bob).enter()
    async with together(a, b):
        before = dict(b.position or {})
        await b.cut()
        for n in range(30):
            await a.asks("hand.set", raised=n % 2 == 0)
        assert await b.open()
        welcome = await b.hello()
        assert (welcome["mode"], welcome["position"]) == ("resume", before)
        while (b.position or {})["all"] < (a.position or {})["all"]:
            await b.receive()  # the visitor itself refuses gaps and repeats


async def test_another_epoch_or_an_impossible_position_gets_a_snapshot(visit: Visit, alice: Member) -> None:
    a = await visit(alice).enter()
    await a.cut()
    a.position = {"all": 9_999, "staff": 0}
    assert await a.open()
    assert (await a.hello())["mode"] == "snapshot"
    await a.cut()
    a.epoch = "00000000-0000-4000-8000-000000000000"
    assert await a.open()
    async with together(a):
        assert (await a.hello())["mode"] == "snapshot"


async def test_a_client_far_behind_gets_its_events_from_the_log(visit: Visit, alice: Member, bob: Member) -> None:
    a, b = await visit(alice).enter(), await visit(bob).enter()
    async with together(a, b):
        await b.cut()
        await sync_to_async(raise_hands)(a.session_id, alice, 700)
        assert await b.open()
        assert (await b.hello())["mode"] == "resume"
        while (b.position or {})["all"] < 700:
            await b.receive()
            if len(b.heard) % 32 == 0:
                await b.applied()


async def test_a_lost_publish_is_healed_from_the_log(
    visit: Visit, alice: Member, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = await visit(alice).enter(), await visit(bob).enter()
    async with together(a, b):
        monkeypatch.setattr(bus, "publish", lambda topic, frame: None)  # the process dies between COMMIT and publish
        assert (await a.asks("mute.set", muted=True))["type"] == "ack"
        assert (await b.hears(events.MuteChanged)).muted


async def test_frames_that_overtake_each_other_are_put_in_order(
    interview: VideoSession, visit: Visit, alice: Member
) -> None:
    a = await visit(alice).enter()
    async with together(a):
        room = RoomHub.here().rooms[interview.pk]
        head = room.feed.head("all")
        await sync_to_async(raise_hands)(interview.pk, alice, 3)
        while room.feed.head("all") < head + 3:
            await asyncio.sleep(0.01)
        assert [event.raised for event in [await a.hears(events.HandChanged) for _ in range(3)]] == [True, False, True]
        late, early = (
            log.entry(events.SessionLocked(), seq=head + 5, at=timezone.now(), by=None),
            log.entry(events.SessionUnlocked(), seq=head + 4, at=timezone.now(), by=None),
        )
        assert room.feed.offer("all", late.seq, late.frame) == []
        assert [type(event) for event in room.feed.offer("all", early.seq, early.frame)] == [
            events.SessionUnlocked,
            events.SessionLocked,
        ]


async def test_a_closed_socket_is_away_and_then_gone_once(visit: Visit, alice: Member, bob: Member) -> None:
    a, b = await visit(alice).enter(), await visit(bob).enter()
    async with together(a, b):
        await b.cut()
        await a.hears(events.ParticipantAway)
        left = await a.hears(events.ParticipantLeft)  # the hub's own sweeper, at a tenth of its timings
        assert left.reason == "lease"
        await sync_to_async(presence.sweep)()
        assert [frame["type"] for frame in a.heard].count("participant.left") == 1


async def test_a_quick_reload_makes_no_leave_and_join(visit: Visit, alice: Member, bob: Member) -> None:
    a, b = await visit(alice).enter(), await visit(bob).enter()
    async with together(a, b):
        await b.cut()
        await a.hears(events.ParticipantAway)
        await b.enter()
        await a.hears(events.ParticipantBack)
        assert [frame["type"] for frame in a.heard].count("participant.joined") == 1


async def test_an_explicit_leave_is_immediate(visit: Visit, alice: Member, bob: Member) -> None:
    a, b = await visit(alice).enter(), await visit(bob).enter()
    async with together(a, b):
        assert (await b.asks("session.leave"))["type"] == "ack"
        assert (await b.gone())["code"] == 1000
        assert (await a.hears(events.ParticipantLeft)).reason == "leave"
