"""Who may no longer be here is out within 2 s; without Redis the next beat finds out."""

import asyncio
from collections.abc import Callable

import pytest
from django.test import Client

from core.models import Member
from interviews import invitations
from interviews.models import Invitation
from tests.faults.conftest import Come, within
from tests.faults.person import gathered
from tests.faults.scene import Interview, ask, interview, short_lived
from tests.faults.stack import Server, Stack, kill

Withdrawal = Callable[[Interview], object]


def _close_account(held: Interview) -> None:
    bob = Member.objects.get(pk=held.staff[1].pk)
    bob.is_active = False
    bob.save()


def _delete_account(held: Interview) -> None:
    Member.objects.get(pk=held.staff[1].pk).delete()


@pytest.mark.parametrize("withdraw", [_close_account, _delete_account])
@pytest.mark.parametrize("redis", ["alive", "dead"])
async def test_a_removed_member_is_put_out(
    come: Come, servers: list[Server], stack: Stack, withdraw: Withdrawal, redis: str
) -> None:
    held = await ask(interview)
    alice, bob = come(held.seats[0], servers), come(held.seats[1], servers[::-1])
    async with gathered(alice, bob):
        if redis == "dead":
            await asyncio.to_thread(kill, stack.redis.child)
        await ask(withdraw, held)
        await bob.until(lambda: bob.room.ending, within=within(2 if redis == "alive" else 30))
        assert bob.room.ending in ("removed", "login")
        assert alice.room.closings == []


@pytest.mark.parametrize("redis", ["alive", "dead"])
async def test_the_holder_of_a_revoked_link_is_put_out(
    come: Come, servers: list[Server], stack: Stack, redis: str
) -> None:
    held = await ask(interview)
    link = await ask(_invite, held)
    alice, carol = come(held.seats[0], servers), come(held.candidate, servers[::-1])
    async with gathered(alice, carol):
        if redis == "dead":
            await asyncio.to_thread(kill, stack.redis.child)
        await ask(invitations.revoke, held.session_id, invitation_id=link.pk, by=held.staff[0].as_actor())
        await carol.until(lambda: carol.room.ending, within=within(2 if redis == "alive" else 30))
        assert carol.room.ending in ("removed", "link")
        assert alice.room.closings == []


@pytest.mark.parametrize("redis", ["alive", "dead"])
async def test_who_logs_out_must_show_a_sign_in_again(
    come: Come, servers: list[Server], stack: Stack, redis: str
) -> None:
    held = await ask(interview)
    alice, bob = come(held.seats[0], servers), come(held.seats[1], servers[::-1])
    async with gathered(alice, bob):
        if redis == "dead":
            await asyncio.to_thread(kill, stack.redis.child)
        await ask(_log_out, held.staff[1])
        await bob.until(lambda: bob.room.closings, within=within(2 if redis == "alive" else 30))
        await bob.until(lambda: len(bob.welcomes) == 2, within=within(5))  # by his token, another sign-in
        assert bob.room.closings == [4401]
        assert bob.lost_nothing
        assert alice.room.closings == []


def _log_out(member: Member) -> None:
    browser = Client()
    browser.force_login(member)
    assert browser.post("/logout/").status_code == 302


def _invite(held: Interview) -> Invitation:
    link, _ = invitations.invite(held.session_id, name="Carol", email="carol@home.example", by=held.staff[0].as_actor())
    return link


async def test_a_sign_in_that_expires_ends_its_connection(come: Come, servers: list[Server]) -> None:
    held = await ask(interview)
    alice = come(await ask(short_lived, held, 3), servers)
    async with gathered(alice):
        await alice.until(lambda: alice.room.ending, within=3 + within(2))
        assert alice.room.closings == [4401]
        assert alice.room.ending == "login"
