"""Hostile frames: each is answered or ends its own socket; no server falls, and the neighbours do not notice."""

import asyncio
import contextlib
import json
import os
import random
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import orjson
import pytest

from consumers import seats
from consumers.feed import Feed
from consumers.frames import MAX_FRAME, Close
from consumers.intake import Intake
from consumers.limits import Bucket, Offences
from consumers.room import RoomConsumer
from consumers.seats import Socket
from consumers.writer import Writer
from tests.consumers import wire
from tests.faults.conftest import Come, within
from tests.faults.hostility import frame, frames, texts
from tests.faults.person import gathered
from tests.faults.raw import ticket_for
from tests.faults.scene import Interview, Seat, ask, interview
from tests.faults.stack import Server

FRAMES = int(os.environ.get("TE_FUZZ_FRAMES", "20000"))
SEED = int(os.environ.get("TE_FUZZ_SEED", "20261122"))
BLAMED = "Invalid UTF-8 sequence received from client."  # uvicorn's own line for what it has already refused
AT_ONCE = 10  # frames on one socket; it is closed after as much nonsense


class Unlimited(Intake):
    def __init__(self, writer: Writer) -> None:
        super().__init__(writer)
        self._commands, self._signals = Bucket(1e9, 1e9), Bucket(1e9, 1e9)
        self._flooding, self._nonsense = Offences(10**9, 10), Offences(10**9, 60)


class LocalRoom(seats.LocalRoom):
    """A room that nobody works for: what is said to it over the bus it hears at once, and tells one neighbour."""

    def __init__(self) -> None:
        super().__init__(Feed(uuid4()))
        self.bus = self  # as a hub's
        self.neighbour = _sitting(self, Writer(_unsent, None))  # type: ignore[arg-type]  # nothing is paged here

    def publish(self, topic: str, message: bytes) -> None:
        assert topic == self.topic
        self.relay(message.removeprefix(b"signal "))


async def _unsent(_: Any) -> None:
    pass


def _sitting(room: seats.LocalRoom, writer: Writer) -> Socket:
    socket = Socket(writer)
    socket.take(uuid4(), 1)
    socket.seated = socket.greeted = True
    room.sockets.add(socket)
    return socket


def _told(writer: Writer) -> list[dict[str, Any]]:
    told, writer._direct = writer._direct, []
    return [orjson.loads(frame.text) for frame in told]


class Ears:
    """A seated consumer in a room without a database: what does reading, and passing on, make of a text?"""

    def __init__(self) -> None:
        self.consumer, self.room = RoomConsumer(), LocalRoom()
        self.consumer.room, self.consumer.hub = self.room, self.room  # type: ignore[assignment]  # for its bus alone
        self.consumer.writer = Writer(_unsent, None)  # type: ignore[arg-type]  # nothing is paged here
        self.consumer.socket = _sitting(self.room, self.consumer.writer)
        self.consumer.intake = Unlimited(self.consumer.writer)
        self.consumer.pending_from = None
        self.consumer.working = asyncio.get_running_loop().create_future()  # type: ignore[assignment]  # it never ends: nothing is carried out

    async def hear(self, text: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """What its sender is answered, and what the neighbour is told."""
        self.consumer._receive(text)
        self.consumer.intake.queue.clear()
        return _told(self.consumer.writer), _told(self.room.neighbour.writer)


async def test_whatever_the_text_it_is_understood_refused_or_too_long(caplog: pytest.LogCaptureFixture) -> None:
    chance, ears = random.Random(SEED), Ears()  # noqa: S311 -- repeatable, not secret
    refused = passed = 0
    for text in texts(chance, FRAMES):
        answers, told = await ears.hear(text)
        for heard in answers + told:
            wire.heard(orjson.dumps(heard).decode())
        for signal in told:
            assert signal["payload"] == json.loads(text)["payload"], text[:200]
        refused += sum(answer["type"] == "error" for answer in answers)
        passed += len(told)
        assert not [answer for answer in answers if answer.get("code") == "internal"], text[:200]
        if closing := ears.consumer.writer._closing:
            assert closing[0] == (Close.TOO_BIG if len(text) > MAX_FRAME else Close.SYNC_LOST), text[:200]
            ears = Ears()
    assert refused > FRAMES // 3
    assert passed > FRAMES // 50
    assert [record for record in caplog.records if record.exc_info] == []


@pytest.mark.timeout(3600)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # attackers abandon their own lines
@pytest.mark.parametrize("program", ["daphne", "uvicorn"], indirect=True)
async def test_whatever_the_bytes_no_server_falls_and_neighbours_are_answered(
    come: Come, servers: list[Server], program: str
) -> None:
    held = await ask(interview, 3)
    chance, server = random.Random(SEED), servers[0]  # noqa: S311 -- repeatable, not secret
    pid, alice = server.child.pid, come(held.seats[0], servers)
    logged = server.child.log.stat().st_size
    async with gathered(alice):
        for batch in range(max(1, FRAMES // 20 // AT_ONCE // 8)):
            await asyncio.gather(*(_attack(held, server, chance, greets=n % 2 == 0) for n in range(4)))
            answer = await asyncio.wait_for(alice.room.command("hand.set", raised=batch % 2 == 0), within(5))
            assert answer["type"] == "ack"
        assert alice.room.closings == []
        assert alice.lost_nothing
    assert (server.child.alive, server.child.pid) == (True, pid)
    lines = server.child.log.read_bytes()[logged:].decode().splitlines()
    failed = [line for line in lines if '"level":"error"' in line and BLAMED not in line]
    assert failed == [], "\n".join(failed)


async def _attack(held: Interview, server: Server, chance: random.Random, *, greets: bool) -> None:
    """One socket, a greeting perhaps, then nothing that should be there, until the server has enough."""
    async with _line(server) as (reader, writer):
        await _shake(held.seats[1 + chance.randrange(2)], server, reader, writer)
        if greets:
            writer.write(frame(orjson.dumps({"type": "hello", "tab": str(uuid4())})))
        for hostile in frames(chance, AT_ONCE):
            writer.write(hostile)
            await writer.drain()
        writer.write_eof()
        await reader.read()


@contextlib.asynccontextmanager
async def _line(server: Server) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Bare TCP. That the server hangs up at any moment is its good right."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, TimeoutError):
            async with asyncio.timeout(10):
                yield reader, writer
    finally:
        writer.transport.abort()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def _shake(seat: Seat, server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    ticket = (await ticket_for(seat, server))["ticket"]
    writer.write(
        f"GET /ws/video-sessions/{seat.session_id}/ HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        f"Sec-WebSocket-Protocol: te.v1, te.ticket.{ticket}\r\n\r\n".encode()
    )
    head = await reader.readuntil(b"\r\n\r\n")
    assert b" 101 " in head, head


@pytest.mark.parametrize("program", ["daphne", "uvicorn"], indirect=True)
async def test_what_is_no_request_at_all_disturbs_nobody(servers: list[Server], program: str) -> None:
    chance = random.Random(SEED)  # noqa: S311 -- repeatable, not secret
    for _ in range(50):
        async with _line(servers[0]) as (reader, writer):
            writer.write(bytes(chance.choices(range(256), k=chance.randrange(1, 400))) + b"\r\n\r\n")
            writer.write_eof()
            await reader.read()
    assert await asyncio.to_thread(servers[0].status, "/livez") == 200
