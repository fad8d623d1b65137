"""A Talent Engine room from Python: the reference client of the protocol `te.v1` (docs/protocol.md). Copy it.

Needs Python 3.11 and the `websockets` library, nothing else.

    room = Room(over_http("https://talent.example", session_id, token), on_frame=print)
    running = asyncio.create_task(room.run())
    await room.command("hand.set", raised=True)  # answered even if the connection breaks meanwhile
    await room.leave()

`on_frame` gets every event in order and exactly once, and the frames without a number (welcome, lobby, signal, …).
After a break the room is entered again and goes on where it was; `run` returns only when coming back makes no sense.
"""

import asyncio
import json
import logging
import random
import urllib.error
import urllib.request
import uuid
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Origin, Subprotocol

__all__ = ["Refused", "Room", "Ticket", "TicketRefused", "over_http"]

PROTOCOL = "te.v1"
Frame = dict[str, Any]
logger = logging.getLogger(__name__)

# Closings after which the same client must not come back by itself.
TERMINAL = {4400: "broken", 4403: "removed", 4404: "missing", 4408: "replaced", 4490: "ended"}
REFUSED_TICKET = {401: "login", 403: "forbidden", 404: "missing", 409: "ended", 410: "link"}
SYNC_LOST = 4409
REPORT_AFTER = 32  # events, or a second
OPEN_WITHIN = 10.0
LARGEST_FRAME = 16 * 1024 * 1024  # a snapshot has no limit of its own


class Refused(Exception):
    """The server refused a command: `code` is for programs, the text for people."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class TicketRefused(Exception):
    """No ticket for this person; `status` is the HTTP status."""

    def __init__(self, status: int, code: str = "", detail: str = "") -> None:
        super().__init__(detail or code or str(status))
        self.status, self.code = status, code


@dataclass(frozen=True)
class Ticket:
    """Opens one socket, once, within 30 s."""

    ticket: str
    url: str


def over_http(service: str, session_id: object, token: str) -> Callable[[], Awaitable[Ticket]]:
    """Fetch tickets with a bearer token: a staff member's, or a guest's from redeeming a personal link."""

    def fetch() -> Ticket:
        url = f"{service}/api/talent-engine/video-sessions/{session_id}/ticket/"
        request = urllib.request.Request(url, method="POST", headers={"Authorization": f"Bearer {token}"})  # noqa: S310 -- the caller's own service
        try:
            with urllib.request.urlopen(request, timeout=OPEN_WITHIN) as answer:  # noqa: S310 -- as above
                payload = json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                raise _refusal(error.code, error.read()) from None
        return Ticket(payload["ticket"], payload["url"])

    return lambda: asyncio.to_thread(fetch)


def _refusal(status: int, body: bytes) -> TicketRefused:
    try:
        problem = json.loads(body)
        return TicketRefused(status, str(problem.get("code", "")), str(problem.get("detail", "")))
    except (ValueError, AttributeError):
        return TicketRefused(status)


@dataclass
class Inbox:
    """The last event applied of each stream; None before the first snapshot."""

    position: dict[str, int] | None = None
    unreported: int = 0

    def start(self, position: dict[str, int]) -> None:
        self.position, self.unreported = {"all": 0, "staff": 0} | position, 1

    def judge(self, event: Frame) -> str:
        """Answer "apply" for the next event, "drop" for a known one, "gap" for a later one: never skip or apply twice."""
        if self.position is None or event["seq"] > self.position[event["stream"]] + 1:
            return "gap"
        return "apply" if event["seq"] == self.position[event["stream"]] + 1 else "drop"

    def applied(self, event: Frame) -> None:
        if self.position is not None:
            self.position[event["stream"]] = event["seq"]
            self.unreported += 1

    def report(self, *, at_least: int) -> Frame | None:
        if self.position is None or self.unreported < at_least:
            return None
        self.unreported = 0
        return {"type": "position", **self.position}


@dataclass
class Outbox:
    """Commands without an answer, oldest first: sent again, with the same ids, on every new connection."""

    waiting: dict[str, tuple[Frame, asyncio.Future[Frame]]] = field(default_factory=dict)

    def add(self, command: str, fields: Frame) -> tuple[Frame, asyncio.Future[Frame]]:
        frame = {"type": command, "id": str(uuid.uuid4()), **fields}
        self.waiting[frame["id"]] = frame, asyncio.get_running_loop().create_future()
        return self.waiting[frame["id"]]

    def take(self, frame_id: object) -> asyncio.Future[Frame] | None:
        _, answer = self.waiting.pop(str(frame_id), ({}, None))
        return answer if answer is not None and not answer.done() else None

    def abandon(self) -> None:
        for frame_id in list(self.waiting):
            if answer := self.take(frame_id):
                answer.set_exception(Refused("over", "This interview is no longer open here."))


class Room:
    """One person's place in one room, kept over any number of connections. `tab` names this client over its life."""

    def __init__(
        self, ticket: Callable[[], Awaitable[Ticket]], *, on_frame: Callable[[Frame], object], origin: str | None = None
    ) -> None:
        self.inbox, self.outbox = Inbox(), Outbox()
        self.epoch: str | None = None
        self.tab = str(uuid.uuid4())
        self.ending: str | None = None
        self.entered = asyncio.Event()  # set while we are in the room or its waiting room
        self.closings: list[int] = []  # how each connection ended
        self._ticket, self._on_frame, self._origin = ticket, on_frame, origin
        self._socket: ClientConnection | None = None
        self._attempt = 0
        self._heartbeat = 15.0
        self._alive_at = 0.0
        self._over = asyncio.Event()

    # -- for callers -------------------------------------------------------------------------------------------------
    async def run(self) -> str:
        """Stay in the room. Returns why that ended: left, ended, removed, replaced, missing, broken, login or link."""
        try:
            while self.ending is None:
                await self._visit()
        finally:
            self.stop()  # commands that still wait for an answer raise Refused
        return self.ending

    async def _visit(self) -> None:
        try:
            await self._connect()
        except TicketRefused as refusal:
            if ending := REFUSED_TICKET.get(refusal.status):
                self.stop(ending)
        except (OSError, TimeoutError, WebSocketException) as error:
            logger.info("the room could not be reached: %r", error)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), self._pause())

    async def command(self, command: str, **fields: Any) -> Frame:
        """Send a command and wait for its `ack`, however often the connection breaks. Raises Refused."""
        frame, answer = self.outbox.add(command, fields)
        if self.ending is not None:
            self.outbox.abandon()
        elif self.entered.is_set():
            await self._send(frame)
        return await answer

    async def signal(self, payload: Frame, *, to: str | None = None, to_conn: int | None = None) -> None:
        """Send a signal to other clients, at most once; lost without a connection."""
        if self.entered.is_set():
            await self._send({"type": "signal", "to": to, "to_conn": to_conn, "payload": payload})

    async def leave(self) -> None:
        """Leave the room at once, for good."""
        with suppress(TimeoutError, Refused):
            await asyncio.wait_for(self.command("session.leave"), 1)
        self.stop("left")

    def stop(self, ending: str = "left") -> None:
        if self.ending is None:
            self.ending = ending
            self._over.set()
            self.outbox.abandon()

    # -- one connection ------------------------------------------------------------------------------------------------
    def _pause(self) -> float:
        """Back off with full jitter: 0 to 0.5 s first, 0 to 15 s at last."""
        self._attempt += 1
        return random.random() * min(15.0, 0.25 * 2.0**self._attempt)  # noqa: S311 -- spreads load, guards nothing

    async def _connect(self) -> None:
        ticket = await self._ticket()
        protocols = [Subprotocol(PROTOCOL), Subprotocol(f"te.ticket.{ticket.ticket}")]
        async with connect(
            ticket.url,
            subprotocols=protocols,
            origin=Origin(self._origin) if self._origin else None,
            compression=None,
            ping_interval=None,  # the protocol has pings of its own, which browsers can send, too
            open_timeout=OPEN_WITHIN,
            close_timeout=0.5,
            max_size=LARGEST_FRAME,
            proxy=None,
        ) as socket:
            await self._converse(socket)

    async def _converse(self, socket: ClientConnection) -> None:
        self._socket, self._alive_at = socket, asyncio.get_running_loop().time()
        companions = [asyncio.create_task(work) for work in (self._tick(socket), self._leave_when_over(socket))]
        try:
            await self._send({"type": "hello", "tab": self.tab, "epoch": self.epoch, "position": self.inbox.position})
            async for text in socket:
                await self._receive(json.loads(text))
        except ConnectionClosed:
            pass
        finally:
            self.entered.clear()
            self._socket = None
            for companion in companions:
                companion.cancel()
            await asyncio.gather(*companions, return_exceptions=True)
        self._closed(socket.close_code or 1006)

    def _closed(self, code: int) -> None:
        self.closings.append(code)
        if code == SYNC_LOST:
            self.inbox.position = None
        if code in TERMINAL:
            self.stop(TERMINAL[code])

    async def _leave_when_over(self, socket: ClientConnection) -> None:
        await self._over.wait()
        await socket.close()

    async def _tick(self, socket: ClientConnection) -> None:
        """Once a second report the position, and drop a connection on which nothing comes any more."""
        while True:
            await asyncio.sleep(min(1.0, self._heartbeat / 4))
            silence = asyncio.get_running_loop().time() - self._alive_at
            if silence > 2 * self._heartbeat or (not self.entered.is_set() and silence > OPEN_WITHIN):
                self._drop(socket)
            elif self.entered.is_set():
                await self._report(at_least=1)
                if silence > self._heartbeat:
                    await self._send({"type": "ping"})

    def _drop(self, socket: ClientConnection) -> None:
        """Abort a connection at once; `run` reconnects with the position."""
        socket.transport.abort()

    async def _send(self, frame: Frame) -> None:
        if self._socket is not None:
            with suppress(ConnectionClosed):  # a command is sent again; the rest is worthless on another connection
                await self._socket.send(json.dumps(frame))

    async def _report(self, *, at_least: int) -> None:
        if position := self.inbox.report(at_least=at_least):
            await self._send(position)

    # -- frames in -----------------------------------------------------------------------------------------------------
    async def _receive(self, frame: Frame) -> None:
        self._alive_at = asyncio.get_running_loop().time()
        if "seq" in frame:
            await self._event(frame)
            return
        match frame["type"]:
            case "welcome":
                await self._welcome(frame)
            case "lobby":
                self._on_frame(frame)
                await self._enter()
            case "ack":
                if answer := self.outbox.take(frame["id"]):
                    answer.set_result(frame)
            case "error":
                self._error(frame)
            case "ping":
                await self._send({"type": "pong"})
            case "drain" if self._socket is not None:
                asyncio.get_running_loop().call_later(frame["after_ms"] / 1000, self._drop, self._socket)
            case "pong":
                pass
            case _:
                self._on_frame(frame)

    async def _event(self, event: Frame) -> None:
        verdict = self.inbox.judge(event)
        if verdict == "apply":
            self._on_frame(event)
            self.inbox.applied(event)
            await self._report(at_least=REPORT_AFTER)
        elif verdict == "gap" and self._socket is not None:
            self._drop(self._socket)

    async def _welcome(self, frame: Frame) -> None:
        self.epoch, self._heartbeat = frame["epoch"], float(frame["heartbeat_s"])
        if frame["mode"] == "snapshot":
            self.inbox.start(frame["position"])
        self._on_frame(frame)
        await self._enter()

    async def _enter(self) -> None:
        self._attempt = 0
        if not self.entered.is_set():
            self.entered.set()
            for frame, _ in list(self.outbox.waiting.values()):
                await self._send(frame)

    def _error(self, frame: Frame) -> None:
        if frame["retry"] and frame["id"] in self.outbox.waiting:  # the outcome is unknown: the same id finds it out
            again, _ = self.outbox.waiting[frame["id"]]
            asyncio.get_running_loop().call_later(random.random(), self._retry, again)  # noqa: S311 -- as above
        elif answer := self.outbox.take(frame["id"]):
            answer.set_exception(Refused(frame["code"], frame["detail"]))

    def _retry(self, frame: Frame) -> None:
        if self.entered.is_set() and frame["id"] in self.outbox.waiting:
            self._again = asyncio.get_running_loop().create_task(self._send(frame))
