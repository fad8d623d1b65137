"""Who may no longer be here is out within 2 s; without Redis the next beat finds out."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from django.test import Client

from core.models import Member
from interviews.invitations import verbs as invitations
from interviews.models import Invitation
from tests.faults.conftest import Come, within
from tests.faults.person import Person, gathered
from tests.faults.scene import Interview, Seat, ask, interview, short_lived
from tests.faults.stack import Server, Stack, kill

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
    """Somebody in alice's room, through another server, and the seconds in which what is withdrawn must show: Redis tells
    it, and when Redis is dead the next beat does. Alice is not disturbed."""

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


async def test_who_logs_out_must_show_a_sign_in_again(beside_alice: BesideAlice) -> None:
    held = await ask(interview)
    async with beside_alice(held, held.seats[1]) as (bob, soon):
        await ask(_log_out, held.staff[1])
        await bob.until(lambda: bob.room.closings, within=soon)
        await bob.until(lambda: len(bob.welcomes) == 2, within=within(5))  # by his token, another sign-in
        assert bob.room.closings == [4401]
        assert bob.lost_nothing


def _log_out(member: Member) -> None:
    browser = Client()
    browser.force_login(member)
    assert browser.post("/logout/").status_code == 302


def _invite(held: Interview) -> Invitation:
    link, _ = invitations.invite(held.session_id, held.staff[0].as_actor(), name="Carol", email="carol@home.example")
    return link


async def test_a_sign_in_that_expires_ends_its_connection(come: Come, servers: list[Server]) -> None:
    held = await ask(interview)
    alice = come(await ask(short_lived, held, 3), servers)
    async with gathered(alice):
        await alice.until(lambda: alice.room.ending, within=3 + within(2))
        assert alice.room.closings == [4401]
        assert alice.room.ending == "login"
