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

from consumers.feed import Feed
from consumers.frames import MAX_FRAME, CloseCode
from consumers.intake import Intake
from consumers.limits import Bucket, Offences, PendingHandshakes
from consumers.local_room import LocalRoom
from consumers.room import RoomConsumer
from consumers.runner import FrameRunner
from consumers.sockets import Socket
from consumers.writer import Writer
from interviews.room import bus_messages
from interviews.room.presence import Place
from interviews.vocabulary import Role
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


class UnlimitedIntake(Intake):
    def __init__(self, writer: Writer) -> None:
        super().__init__(writer)
        self._commands, self._signals = Bucket(1e9, 1e9), Bucket(1e9, 1e9)
        self._floods, self._malformed = Offences(10**9, 10), Offences(10**9, 60)


class LoopbackHub:
    """Stands for the hub and its bus: a message published in the room is relayed at once, to one neighbour."""

    def __init__(self) -> None:
        self.id = uuid4()
        self.bus, self.pending = self, PendingHandshakes()
        self.room = LocalRoom(Feed(uuid4()))

    def publish(self, topic: str, message: bytes) -> None:
        assert topic == self.room.topic
        signal = bus_messages.decode(message)
        assert isinstance(signal, bus_messages.SignalMessage)
        self.room.relay(signal)

    def connected(self) -> Socket:
        """A socket inside the room, whose frames stay in its writer's outbox."""
        socket = Socket(Writer(_discard, None))  # type: ignore[arg-type]  # the log is not read here
        socket.connect(Place(uuid4(), Role.GUEST, 1, waiting=False, first_name="Somebody", name="Somebody"))
        self.room.sockets.add(socket)
        return socket


class QueueOnly(FrameRunner):
    """Carries nothing out: the database is not there."""

    __slots__ = ()

    def wake(self) -> None:
        pass


async def _discard(_: Any) -> None:
    pass


def _taken(writer: Writer) -> list[dict[str, Any]]:
    """The frames in the outbox, which is empty afterwards."""
    taken, writer._outbox = writer._outbox, []
    return [orjson.loads(frame.text) for frame in taken]


class ConsumerWithoutDatabase:
    """A consumer inside a room: shows its answers to a text, and what its neighbour gets."""

    def __init__(self) -> None:
        hub = LoopbackHub()
        self.neighbour, self.consumer = hub.connected(), RoomConsumer()
        self.consumer.room, self.consumer.hub = hub.room, hub  # type: ignore[assignment]  # a stand-in
        self.consumer.socket = hub.connected()
        self.consumer.writer = self.consumer.socket.writer
        self.consumer.intake = UnlimitedIntake(self.consumer.writer)
        self.consumer.runner = QueueOnly(
            self.consumer.hub, hub.room.feed.session_id, self.consumer.socket, self.consumer.intake
        )

    def receive(self, text: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Receive a text: the frames to its sender, and those to the neighbour."""
        self.consumer._receive(text)
        self.consumer.intake.queue.clear()
        return _taken(self.consumer.writer), _taken(self.neighbour.writer)


async def test_every_text_is_understood_or_refused_and_only_signals_reach_a_neighbour(
    caplog: pytest.LogCaptureFixture,
) -> None:
    chance, receiver = random.Random(SEED), ConsumerWithoutDatabase()  # noqa: S311 -- repeatable, not secret
    refused = relayed = 0
    for text in texts(chance, FRAMES):
        answers, signals = receiver.receive(text)
        await asyncio.sleep(0)
        for sent in answers + signals:
            wire.check_received(orjson.dumps(sent).decode())
        for signal in signals:
            assert signal["payload"] == json.loads(text)["payload"], text[:200]
        refused += sum(answer["type"] == "error" for answer in answers)
        relayed += len(signals)
        assert not [answer for answer in answers if answer.get("code") == "internal"], text[:200]
        if closing := receiver.consumer.writer._closing:
            assert closing[0] == (CloseCode.TOO_BIG if len(text) > MAX_FRAME else CloseCode.SYNC_LOST), text[:200]
            receiver = ConsumerWithoutDatabase()
    assert refused > FRAMES // 3
    assert relayed > FRAMES // 50
    assert [record for record in caplog.records if record.exc_info] == []


@pytest.mark.timeout(3600)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # attackers abandon their own lines
@pytest.mark.parametrize("program", ["daphne", "uvicorn"], indirect=True)
async def test_no_bytes_bring_a_server_down_and_neighbours_are_still_answered(
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
    """Open one socket, perhaps send a hello, then hostile frames until the server closes."""
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
    """Bare TCP. The server may close it at any moment."""
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
async def test_bytes_that_are_no_request_leave_the_server_alive(servers: list[Server], program: str) -> None:
    chance = random.Random(SEED)  # noqa: S311 -- repeatable, not secret
    for _ in range(50):
        async with _line(servers[0]) as (reader, writer):
            writer.write(bytes(chance.choices(range(256), k=chance.randrange(1, 400))) + b"\r\n\r\n")
            writer.write_eof()
            await reader.read()
    assert await asyncio.to_thread(servers[0].status, "/livez") == 200
