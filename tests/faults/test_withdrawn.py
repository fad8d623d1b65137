"""A person whose access is withdrawn is out within 2 s; without Redis the next beat closes their connection."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from core import notices, sign_ins
from core.models import Member
from core.notices import Notice, NoticeListener
from interviews.invitations import verbs as invitations
from interviews.models import Invitation
from tests.faults.conftest import Come, within
from tests.faults.person import Person, gathered
from tests.faults.scene import Interview, Seat, ask, interview, short_lived
from tests.faults.stack import Server, Stack, kill
from tests.sign_outs import EVERYWHERE

Withdrawal = Callable[[Interview], object]
BesideAlice = Callable[[Interview, Seat], AbstractAsyncContextManager[tuple[Person, float]]]


def _close_account(held: Interview) -> None:
    bob = Member.objects.get(pk=held.staff[1].pk)
    bob.is_active = False
    bob.save()


def _delete_account(held: Interview) -> None:
    Member.objects.get(pk=held.staff[1].pk).delete()


@pytest.fixture(params=["alive", "dead"])
def beside_alice(request: pytest.FixtureRequest, come: Come, servers: list[Server], stack: Stack) -> BesideAlice:
    """Somebody in alice's room, on another server, and the seconds within which a withdrawal must take effect: by the
    channel layer while Redis is alive, by the next beat while it is dead. Alice is not disturbed."""

    @asynccontextmanager
    async def sit(held: Interview, seat: Seat) -> AsyncIterator[tuple[Person, float]]:
        alice, somebody = come(held.seats[0], servers), come(seat, servers[::-1])
        async with gathered(alice, somebody):
            if request.param == "dead":
                await asyncio.to_thread(kill, stack.redis.child)
            yield somebody, within(2 if request.param == "alive" else 30)
            assert alice.room.closings == []

    return sit


@pytest.mark.parametrize("withdraw", [_close_account, _delete_account])
async def test_a_removed_member_is_put_out(beside_alice: BesideAlice, withdraw: Withdrawal) -> None:
    held = await ask(interview)
    async with beside_alice(held, held.seats[1]) as (bob, soon):
        await ask(withdraw, held)
        await bob.until(lambda: bob.room.ending, within=soon)
        assert bob.room.ending in ("removed", "login")


async def test_the_holder_of_a_revoked_link_is_put_out(beside_alice: BesideAlice) -> None:
    held = await ask(interview)
    link = await ask(_invite, held)
    async with beside_alice(held, held.candidate) as (carol, soon):
        await ask(invitations.revoke, held.session_id, held.staff[0].as_actor(), invitation_id=link.pk)
        await carol.until(lambda: carol.room.ending, within=soon)
        assert carol.room.ending in ("removed", "link")


@pytest.mark.parametrize("way", ["page logout", "new password", "new role", "deactivated for a moment"])
async def test_whose_sign_in_ends_is_out_and_does_not_come_back_by_the_old_token(
    beside_alice: BesideAlice, way: str
) -> None:
    held = await ask(interview)
    async with beside_alice(held, held.seats[1]) as (bob, soon):
        await ask(EVERYWHERE[way], held.staff[1], {})
        await bob.until(lambda: bob.room.ending, within=soon)
        assert bob.room.ending in ("login", "removed")
        assert len(bob.welcomes) == 1


async def test_who_is_signed_in_elsewhere_is_back_at_once_when_one_sign_in_ends(beside_alice: BesideAlice) -> None:
    held = await ask(interview)
    async with beside_alice(held, held.seats[1]) as (bob, soon):
        await ask(_end_a_sign_in, held.staff[1])
        await bob.until(lambda: bob.room.closings, within=soon)
        await bob.until(lambda: len(bob.welcomes) == 2, within=within(5))
        assert bob.room.closings == [4401]
        assert bob.lost_nothing


def _end_a_sign_in(member: Member) -> None:
    sign_ins.end(str(sign_ins.begin(member)), everywhere=False)


def _invite(held: Interview) -> Invitation:
    link, _ = invitations.invite(held.session_id, held.staff[0].as_actor(), name="Carol", email="carol@home.example")
    return link


async def test_the_channel_layer_delivers_again_after_redis_came_back(stack: Stack) -> None:
    received: list[Notice] = []
    listener = NoticeListener(received.append)
    notice: Notice = {"type": "access.revoked", "subject": "nobody"}
    try:
        await asyncio.wait_for(listener.joined.wait(), 5)
        await asyncio.to_thread(kill, stack.redis.child)
        await asyncio.to_thread(notices.send, notice)  # is lost, and raises nothing
        assert received == []
        await asyncio.to_thread(stack.redis.start)
        async with asyncio.timeout(10):
            while not received:
                await asyncio.to_thread(notices.send, notice)
                await asyncio.sleep(0.1)
    finally:
        await listener.close()


async def test_a_redis_that_hangs_does_not_delay_a_withdrawal(stack: Stack) -> None:
    os.kill(stack.redis.child.pid, signal.SIGSTOP)
    try:
        start = time.monotonic()
        await asyncio.to_thread(notices.send, {"type": "access.revoked", "subject": "nobody"})
        assert time.monotonic() - start < 2
    finally:
        os.kill(stack.redis.child.pid, signal.SIGCONT)


async def test_a_sign_in_that_expires_ends_its_connection(come: Come, servers: list[Server]) -> None:
    held = await ask(interview)
    alice = come(await ask(short_lived, held, 3), servers)
    async with gathered(alice):
        await alice.until(lambda: alice.room.ending, within=3 + within(2))
        assert alice.room.closings == [4401]
        assert alice.room.ending == "login"
