"""F10 to F12: a network that swallows, a client that does not read, and one that talks nonsense without end."""

import asyncio
import itertools
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from websockets.exceptions import ConnectionClosed

from tests.faults.conftest import FULL, Come, within
from tests.faults.person import Person, gathered
from tests.faults.proxy import Network
from tests.faults.raw import opened, read_out, seated
from tests.faults.scene import Interview, ask, interview, raise_hands, talk_at_length
from tests.faults.stack import Server

WINDOW = 256


async def test_a_network_that_drops_everything_makes_a_person_away_and_loses_no_event(
    come: Come, servers: list[Server]
) -> None:
    held = await ask(interview)
    async with Network(servers[0].port) as network:
        alice, bob = come(held.seats[0], [network]), come(held.seats[1], servers)
        async with gathered(alice, bob):
            async with network.stalled():
                for n in range(10):
                    await bob.room.command("chat.send", text=f"word {n}")
                await bob.hears("participant.away", within=within(45), participant=alice.me)
                await alice.until(lambda: alice.room.closings, within=within(45))  # her client gave it up, too
            for n in range(10):
                await alice.hears("chat.sent", within=within(20), text=f"word {n}")
            assert alice.lost_nothing


async def test_a_slow_and_stuttering_network_delivers_everything(come: Come, servers: list[Server]) -> None:
    held = await ask(interview)
    async with Network(servers[0].port) as network:
        network.delay, network.bytes_at_once = 0.001, 7
        alice, bob = come(held.seats[0], [network]), come(held.seats[1], servers)
        async with gathered(alice, bob):
            await bob.room.command("chat.send", text="a word")
            await alice.hears("chat.sent", within=within(10), text="a word")
            await alice.room.command("chat.send", text="another")
            assert alice.lost_nothing


async def test_a_client_that_does_not_read_is_paused_then_closed_while_the_room_goes_on(
    come: Come, servers: list[Server]
) -> None:
    held = await ask(interview)
    alice = come(held.seats[0], servers)
    async with gathered(alice), seated(held.seats[1], servers[0]) as stuck:
        await ask(raise_hands, held, 600)
        await alice.until(lambda: alice.count("hand.changed") == 600, within=within(10))
        await alice.hears("participant.away", within=within(25))  # the stuck one was closed
        frames = await read_out(stuck)
        assert stuck.close_code == 4413
        assert sum("seq" in frame for frame in frames) == WINDOW
        assert alice.lost_nothing


async def test_many_clients_that_do_not_read_cost_little_memory(come: Come, servers: list[Server]) -> None:
    sockets, megabytes = (50, 20) if FULL else (50, 4)
    held = await ask(interview, 1 + sockets)
    alice, server = come(held.seats[0], servers[1:]), servers[0]
    async with AsyncExitStack() as stack:
        for seat in held.seats[1:]:
            await stack.enter_async_context(seated(seat, server))
        await stack.enter_async_context(gathered(alice))
        before = server.resident
        await ask(talk_at_length, held, megabytes * 1_000_000)
        await alice.until(lambda: alice.count("chat.sent") == megabytes * 250, within=within(60))
        assert server.resident - before <= 50_000_000


NONSENSE = [
    "", "{", "null", "[]", '"hello"', "{}", '{"type": 7}', '{"type": "no.such"}', '{"type": "mute.set"}',
    '{"type": "mute.set", "id": "x", "muted": true}', '{"type": "mute.set", "muted": "yes"}', "NaN", "1e999",
    '{"type": "ping", "extra": 1}', "[" * 5_000, '{"a":' * 1_000, '{"type": "chat.send", "text": "\\u0000"}', "x" * 10_000,
    '{"type": "chat.send", "id": "00000000-0000-4000-8000-000000000000", "text": "\\ud800"}', "\x00",
]  # fmt: skip


async def test_a_flood_of_malformed_frames_is_answered_or_closed_and_slows_nobody(
    come: Come, servers: list[Server]
) -> None:
    frames, sockets = (100_000, 100) if FULL else (4_000, 8)
    held = await ask(interview, 3)
    alice = come(held.seats[0], servers)
    async with gathered(alice):
        async with _flooding(held, servers[0], 0, sockets):  # they come and go, and say nothing
            before = await _latency(alice, 50)
        async with _flooding(held, servers[0], frames // sockets, sockets) as floods:
            during = await _latency(alice, 50)
            closings = await floods
        assert set(closings) <= {1003, 1007, 1009, 4400, 4408, 4429}
        assert alice.room.closings == []
        assert alice.lost_nothing
        if FULL:
            assert during < 2 * before


@asynccontextmanager
async def _flooding(
    held: Interview, server: Server, frames: int, sockets: int
) -> AsyncIterator[asyncio.Task[list[int]]]:
    async def flood() -> list[int]:
        return [await _flood(held, server, frames, number) for number in range(sockets)]

    task = asyncio.create_task(flood())
    try:
        yield task
    finally:
        task.cancel()


async def _flood(held: Interview, server: Server, frames: int, number: int) -> int:
    way_in = seated if number % 2 else opened
    async with way_in(held.seats[1 + number % 2], server) as socket:
        try:
            for nonsense in itertools.islice(itertools.cycle(NONSENSE), frames):
                await socket.send(nonsense)
                await asyncio.sleep(0)  # or alice, who shares this loop, would wait for us and not for the server
            await socket.send(b"\x00\x01")
        except ConnectionClosed:
            pass
        await read_out(socket)
        return int(socket.close_code or 1006)


async def _latency(who: Person, times: int) -> float:
    """The median of so many commands, in seconds."""
    taken = []
    for n in range(times):
        began = time.monotonic()
        await who.room.command("hand.set", raised=n % 2 == 0)
        taken.append(time.monotonic() - began)
        await asyncio.sleep(0.06)  # the rate limit is 20 a second
    return statistics.median(taken)
