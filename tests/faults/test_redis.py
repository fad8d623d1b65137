"""F5 to F7: Redis dies, hangs or refuses, and costs the room a second of delay at most."""

import asyncio
import os
import signal
import time

import pytest

from tests.faults.conftest import SCALE, Come, within
from tests.faults.person import Person, gathered
from tests.faults.scene import ask, interview
from tests.faults.stack import Server, Stack, kill


async def _talk(speaker: Person, listener: Person, *, times: int = 5) -> None:
    """Every word is acknowledged and heard at the other server."""
    for _ in range(times):
        text = f"{time.monotonic_ns()}"
        await speaker.room.command("chat.send", text=text)
        await listener.hears("chat.sent", within=within(1.5), text=text)


async def test_a_killed_and_emptied_redis_loses_nothing_and_closes_nothing(
    come: Come, servers: list[Server], stack: Stack
) -> None:
    held = await ask(interview)
    alice, bob = come(held.seats[0], servers), come(held.seats[1], servers[::-1])
    async with gathered(alice, bob):
        await asyncio.to_thread(kill, stack.redis.child)
        await _talk(alice, bob)
        await asyncio.to_thread(stack.redis.start)
        await _talk(alice, bob)
        assert alice.room.closings == bob.room.closings == []
        assert bob.lost_nothing


async def test_people_come_in_while_redis_is_away(come: Come, servers: list[Server], stack: Stack) -> None:
    held = await ask(interview)
    alice, bob = come(held.seats[0], servers), come(held.seats[1], servers[::-1])
    await asyncio.to_thread(kill, stack.redis.child)
    async with gathered(alice, bob):
        await _talk(alice, bob)
        await asyncio.to_thread(stack.redis.start)
        await _talk(bob, alice)


async def test_a_redis_that_hangs_delays_no_answer(come: Come, servers: list[Server], stack: Stack) -> None:
    held = await ask(interview)
    alice, bob = come(held.seats[0], servers), come(held.seats[1], servers[::-1])
    async with gathered(alice, bob):
        os.kill(stack.redis.child.pid, signal.SIGSTOP)
        hangs_until = time.monotonic() + 20 * SCALE
        while time.monotonic() < hangs_until:
            asked = time.monotonic()
            await alice.room.command("chat.send", text=f"{asked}")
            assert time.monotonic() - asked < within(1)
            await bob.hears("chat.sent", within=within(1.5), text=f"{asked}")
        os.kill(stack.redis.child.pid, signal.SIGCONT)
        await _talk(alice, bob)
        assert alice.room.closings == bob.room.closings == []
        assert bob.lost_nothing


@pytest.mark.parametrize(
    ("refuse", "relent"),
    [
        ("CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0"),
        ("REPLICAOF 127.0.0.1 9", "REPLICAOF NO ONE"),
        ("ACL SETUSER default -publish", "ACL SETUSER default +publish"),
    ],
    ids=["full", "read-only", "forbidding"],
)
async def test_a_redis_that_refuses_delays_events_and_loses_none(
    come: Come, servers: list[Server], stack: Stack, refuse: str, relent: str
) -> None:
    held = await ask(interview)
    alice, bob = come(held.seats[0], servers), come(held.seats[1], servers[::-1])
    async with gathered(alice, bob):
        await asyncio.to_thread(stack.tell_redis, refuse)
        try:
            await _talk(alice, bob)
        finally:
            await asyncio.to_thread(stack.tell_redis, relent)
        await _talk(alice, bob)
        assert alice.room.closings == bob.room.closings == []
        assert bob.lost_nothing
