"""However a consumer ends, its person does not stay behind as a ghost."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from consumers.hub import Hub
from consumers.seats import Socket
from consumers.writer import Writer
from core.models import Member
from interviews.models import Participant
from interviews.room import events, presence
from tests.consumers.visitor import Visitor, together

Visit = Callable[[Member | Participant], Visitor]


async def _by_an_error(visitor: Visitor) -> None:
    """No server connects a socket twice; a consumer to which it happens fails."""
    await visitor.socket.send_input({"type": "websocket.connect"})


async def _by_being_cancelled(visitor: Visitor) -> None:
    visitor.socket.future.cancel()


ENDS = [_by_an_error, _by_being_cancelled]


@pytest.mark.parametrize("end", ENDS)
async def test_whatever_ends_a_consumer_its_person_is_seen_to_leave(
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
        assert sum(len(room.sockets) for room in Hub.here().rooms.values()) == 1


@pytest.mark.parametrize("end", ENDS)
async def test_whatever_ends_a_consumer_its_place_on_the_doorstep_is_free_again(
    visit: Visit, alice: Member, end: Callable[[Visitor], Any]
) -> None:
    a = visit(alice)
    assert await a.open()
    assert Hub.here().pending.waiting.total() == 1
    await end(a)
    async with asyncio.timeout(2):
        while Hub.here().pending.waiting.total():
            await asyncio.sleep(0.01)


async def test_no_lease_is_renewed_for_a_socket_from_which_nothing_comes(
    visit: Visit, alice: Member, bob: Member
) -> None:
    """Should a consumer ever vanish all the same: the hub holds what it hears, not what it once was told."""
    a = await visit(alice).enter()
    async with together(a):
        hub = Hub.here()
        room = hub.room(a.session_id)
        place = await hub.run(room, presence.connect, a.session_id, bob.as_actor(), hub=hub.id, tab=uuid4())
        socket = Socket(Writer(_unheard, hub))
        socket.take(place.participant_id, place.generation)
        socket.greeted = socket.seated = True
        hub.sit(room, socket)
        async with asyncio.timeout(10):
            gone = await a.hears(events.ParticipantAway)
            assert gone.participant == place.participant_id
            while socket in room.sockets:
                await asyncio.sleep(0.05)
        assert (await a.asks("hand.set", raised=True))["type"] == "ack"


async def _unheard(_: Any) -> None:
    pass
