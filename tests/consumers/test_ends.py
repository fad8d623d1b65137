"""A consumer that ends in any way leaves no ghost in the room."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from consumers.hub import RoomHub
from consumers.sockets import Socket
from consumers.writer import Writer
from core.models import Member
from interviews.models import Participant
from interviews.room import events, presence
from tests.consumers.visitor import Visitor, together

Visit = Callable[[Member | Participant], Visitor]


async def _by_an_error(visitor: Visitor) -> None:
    """A second connect, which no server sends, makes the consumer fail."""
    await visitor.socket.send_input({"type": "websocket.connect"})


async def _by_being_cancelled(visitor: Visitor) -> None:
    visitor.socket.future.cancel()


ENDS = [_by_an_error, _by_being_cancelled]


@pytest.mark.parametrize("end", ENDS)
async def test_however_a_consumer_ends_others_see_its_person_leave(
    visit: Visit, alice: Member, bob: Member, end: Callable[[Visitor], Any]
) -> None:
    a, b = await visit(alice).enter(), await visit(bob).enter()
    ghost = a.welcome["you"]["participant"]
    async with together(b):
        await end(a)
        async with asyncio.timeout(10):
            assert str((await b.hears(events.ParticipantAway)).participant) == ghost
            left = await b.hears(events.ParticipantLeft)
        assert (str(left.participant), left.reason) == (ghost, "lease")
        assert sum(len(room.sockets) for room in RoomHub.here().rooms.values()) == 1


@pytest.mark.parametrize("end", ENDS)
async def test_however_a_consumer_ends_it_no_longer_counts_as_a_pending_handshake(
    visit: Visit, alice: Member, end: Callable[[Visitor], Any]
) -> None:
    a = visit(alice)
    assert await a.open()
    assert len(RoomHub.here().pending) == 1
    await end(a)
    async with asyncio.timeout(2):
        while len(RoomHub.here().pending):
            await asyncio.sleep(0.01)


async def test_a_socket_without_a_consumer_loses_its_place(visit: Visit, alice: Member, bob: Member) -> None:
    """Nothing comes from it, so the hub stops renewing its lease even if the consumer never disconnected."""
    a = await visit(alice).enter()
    async with together(a):
        hub = RoomHub.here()
        room = hub.room(a.session_id)
        place = await hub.run(room, presence.connect, a.session_id, bob.as_actor(), hub=hub.id, tab=uuid4())
        socket = Socket(Writer(_discard, hub))
        socket.connect(place)
        hub.join(room, socket)
        async with asyncio.timeout(10):
            gone = await a.hears(events.ParticipantAway)
            assert gone.participant == place.participant_id
            while socket in room.sockets:
                await asyncio.sleep(0.05)
        assert (await a.asks("hand.set", raised=True))["type"] == "ack"


async def _discard(_: Any) -> None:
    pass
