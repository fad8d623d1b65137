"""A burst in one room: 5,000 events, eight people, one of whom does not read."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import pytest
from asgiref.sync import sync_to_async

from core.models import Member, Tenant
from interviews.sessions import verbs as sessions
from tests import cast
from tests.consumers.visitor import Visitor, raise_hands, together

BURST = 5_000


@pytest.fixture
def panel(acme: Tenant, alice: Member) -> list[Member]:
    return [cast.hire(f"panel{n}", acme, role="interviewer", number=100 + n) for n in range(7)]


async def test_seven_sockets_get_all_in_order_and_the_eighth_when_it_reconnects(
    alice: Member, panel: Sequence[Member]
) -> None:
    interview = await sync_to_async(sessions.create)(alice.as_actor(), panel=list(panel))
    visitors = [await Visitor(interview.pk, member.as_actor()).enter() for member in (alice, *panel)]
    *readers, stuck = visitors
    async with together(*visitors):
        burst = asyncio.create_task(_in_steps(interview.pk, alice))
        await asyncio.gather(*(_read_all(reader) for reader in readers))
        await burst
        for reader in readers:
            hands = [frame["raised"] for frame in reader.heard if frame["type"] == "hand.changed"]
            assert hands == [n % 2 == 0 for n in range(BURST)]
        await stuck.cut()
        assert await stuck.open()
        assert (await stuck.hello())["mode"] == "resume"
        await _read_all(stuck)


async def _in_steps(session_id: UUID, alice: Member) -> None:
    for _ in range(BURST // 500):
        await sync_to_async(raise_hands)(session_id, alice, 500)


async def _read_all(visitor: Visitor) -> None:
    hands = sum(frame["type"] == "hand.changed" for frame in visitor.heard)
    while hands < BURST:
        frame = await visitor.receive(timeout=30)
        assert frame["type"] != "close", frame
        hands += frame["type"] == "hand.changed"
        if len(visitor.heard) % 32 == 0:
            await visitor.applied()
