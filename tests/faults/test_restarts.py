"""F13 to F15: a deploy under load, a clock that jumps, and a store that is away."""

import asyncio
import itertools
import signal
import time
from contextlib import AsyncExitStack, suppress

import pytest

from clients.python.talent_engine_room import Refused
from tests.faults.conftest import FULL, SCALE, Come, within
from tests.faults.person import Person, gathered
from tests.faults.scene import ask, interview, told
from tests.faults.stack import Server, await_death

# At a tenth of the timings a lease is 1.5 s, and a busy machine makes anybody seem away for a moment.
FLAPS = {"participant.left", "participant.away"} if FULL else {"participant.left"}
ROOMS, PEOPLE = (50, 4) if FULL else (6, 4)


async def test_a_rolling_restart_loses_nothing_and_nobody_leaves(come: Come, servers: list[Server]) -> None:
    rooms = [await ask(interview, PEOPLE) for _ in range(ROOMS)]
    parties = [[come(seat, servers[n % 2 :] + servers[: n % 2]) for n, seat in enumerate(held.seats)] for held in rooms]
    async with AsyncExitStack() as stack:
        for party in parties:
            await stack.enter_async_context(gathered(*party))
        over = asyncio.Event()
        talks = [asyncio.create_task(_talk(party, over)) for party in parties]
        for server in servers:
            answers = await asyncio.to_thread(_restart, server)
            assert 503 in answers
        over.set()
        for held, party, said in zip(rooms, parties, await asyncio.gather(*talks), strict=True):
            log = await ask(told, held.session_id)
            words = [event["text"] for event in log["all"] if event["type"] == "chat.sent"]
            assert sorted(words) == sorted(said)
            happened = [event["type"] for event in log["all"]]
            if (
                FULL
            ):  # at a tenth of the timings 3 s without a connection are a departure, and a busy machine takes them
                assert happened.count("participant.joined") == PEOPLE
                flaps = [event for event in log["all"] if event["type"] in FLAPS]
                assert not flaps, (flaps, [(who.me, who.room.closings) for who in party])
            await asyncio.gather(*(_has_heard(who, len(log["all"])) for who in party))


async def _talk(party: list[Person], over: asyncio.Event) -> list[str]:
    """Everybody says something once a second, and waits until it is acknowledged."""
    said: list[str] = []

    async def talk(who: Person) -> None:
        for number in itertools.count():
            text = f"{who.seat.name} says {number}"
            try:
                await who.room.command("chat.send", text=text)
            except Refused as refused:
                pytest.fail(f"{text}: {refused.code} {who.room.ending} {who.room.closings}")
            said.append(text)
            with suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), 1)
            if over.is_set():
                return

    await asyncio.gather(*map(talk, party))
    return said


async def _has_heard(who: Person, head: int) -> None:
    await who.until(lambda: (who.inbox.position or {}).get("all") == head, within=within(10))
    assert who.lost_nothing


def _restart(server: Server) -> set[int]:
    """Ask it to go, and start it again. Answers what it said of its readiness meanwhile."""
    answers = set()
    server.signal(signal.SIGTERM)
    asked = time.monotonic()
    while server.child.alive:
        answers.add(server.status("/readyz"))
        assert time.monotonic() - asked < within(15)
    await_death(server.child, within=0)
    server.start()
    server.await_ready()
    return answers


async def test_a_jumping_clock_evicts_nobody_and_keeps_the_order(come: Come, servers: list[Server]) -> None:
    held = await ask(interview)
    alice, bob = come(held.seats[0], servers), come(held.seats[1], servers[::-1])
    async with gathered(alice, bob):
        for jump in (signal.SIGUSR1, signal.SIGUSR2, signal.SIGUSR2, signal.SIGUSR1):
            servers[0].signal(jump)
            calm = asyncio.get_running_loop().time() + 20 * SCALE  # longer than a lease
            while asyncio.get_running_loop().time() < calm:
                text = f"{time.monotonic_ns()}"
                await alice.room.command("chat.send", text=text)
                await bob.hears("chat.sent", within=within(2), text=text)
                await asyncio.sleep(0.1)
        log = await ask(told, held.session_id)
        instants = [event["at"] for event in log["all"]]
        assert instants == sorted(instants)
        assert not FLAPS & {event["type"] for event in log["all"]}
        assert alice.room.closings == bob.room.closings == []


async def test_a_room_works_while_the_store_is_away(come: Come, servers: list[Server]) -> None:
    """No server of these tests has a store: nobody listens at its address."""
    held = await ask(interview)
    alice, bob = come(held.seats[0], servers), come(held.seats[1], servers[::-1])
    async with gathered(alice, bob):
        for who in (alice, bob):
            await who.room.command("consent.set", granted=True)
        await alice.room.command("recording.start")
        await bob.hears("recording.requested", within=within(2))
        await bob.room.command("chat.send", text="still here")
        await alice.hears("chat.sent", within=within(2), text="still here")
        with suppress(Refused):
            await alice.room.command("recording.stop")
        assert servers[0].status("/readyz") == 200
        assert alice.room.closings == bob.room.closings == []
