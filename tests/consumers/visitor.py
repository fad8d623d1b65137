"""A person at the socket: speaks te.v1, folds what it hears, and refuses gaps, as every good client does."""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator
from typing import Any, TypeVar
from uuid import UUID

import orjson
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator

from config.asgi import application
from core.actors import Actor
from core.models import Member
from interviews.models import Participant
from interviews.room import events, tickets
from interviews.room import transaction as rooms
from interviews.room.transaction import LockedRoom
from tests.consumers import wire

E = TypeVar("E", bound=events.Event)
ORIGIN = "http://testserver"


def guest(person: Participant) -> Actor:
    return Actor(
        kind="guest", tenant_id=person.tenant_id, id=str(person.pk), guest_id=person.pk, first_name=person.first_name
    )


class Visitor:
    """One socket of one actor. `position` and `heard` survive `reconnect`, as a browser tab's memory does."""

    def __init__(self, session_id: UUID, actor: Actor, *, origin: str = ORIGIN) -> None:
        self.session_id, self.actor, self.origin = session_id, actor, origin
        self.tab = str(uuid.uuid4())
        self.epoch: str | None = None
        self.position: dict[str, int] | None = None
        self.heard: list[dict[str, Any]] = []
        self.frames: list[dict[str, Any]] = []
        self.welcome: dict[str, Any] = {}
        self._pending: list[dict[str, Any]] = []

    async def ticket(self) -> str:
        return await sync_to_async(tickets.issue)(self.session_id, self.actor, origin=self.origin)

    async def open(self, *, ticket: str | None = None) -> bool:
        protocols = ["te.v1", f"te.ticket.{ticket or await self.ticket()}"]
        headers = [(b"origin", self.origin.encode())] if self.origin else []
        path = f"/ws/video-sessions/{self.session_id}/"
        self.socket = WebsocketCommunicator(application, path, headers=headers, subprotocols=protocols)
        connected, _ = await self.socket.connect(timeout=5)
        return connected

    async def hello(self) -> dict[str, Any]:
        """Say hello; answers the welcome, or the lobby frame of the waiting room."""
        await self.say(type="hello", tab=self.tab, epoch=self.epoch, position=self.position)
        return await self.until("welcome", "lobby")

    async def enter(self) -> "Visitor":
        assert await self.open()
        await self.hello()
        return self

    async def say(self, **frame: Any) -> None:
        wire.check_sent(frame)
        await self.socket.send_to(text_data=orjson.dumps(frame).decode())

    async def asks(self, command: str, **fields: Any) -> dict[str, Any]:
        """Send a command and wait for its ack or error."""
        command_id = str(fields.pop("id", None) or uuid.uuid4())
        await self.say(type=command, id=command_id, **fields)
        while True:
            answer = await self.until("ack", "error")
            if answer.get("id") == command_id:
                return answer

    async def receive(self, timeout: float = 5) -> dict[str, Any]:
        message = await self.socket.receive_output(timeout)
        if message["type"] == "websocket.close":
            return {"type": "close", "code": message["code"], "reason": message.get("reason", "")}
        wire.check_received(message["text"])
        frame: dict[str, Any] = orjson.loads(message["text"])
        self.frames.append(frame)
        self._note(frame)
        if frame["type"] == "ping":
            await self.say(type="pong")
        return frame

    def _note(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "welcome":
            self.welcome, self.epoch, self.position = frame, frame["epoch"], dict(frame["position"])
        elif "seq" in frame:
            assert self.position is not None
            stream = frame["stream"]
            assert frame["seq"] == self.position[stream] + 1, f"a gap or a repeat in {stream}: {frame}"
            self.position[stream] = frame["seq"]
            self.heard.append(frame)
            self._pending.append(frame)

    async def until(self, *types: str) -> dict[str, Any]:
        while True:
            frame = await self.receive()
            if frame["type"] in types or frame["type"] == "close":
                return frame

    async def hears(self, kind: type[E]) -> E:
        """The next event of this kind that was not asked for yet."""
        while True:
            while self._pending:
                frame = self._pending.pop(0)
                if frame["type"] == kind.model_fields["type"].default:
                    return kind.model_validate({name: frame[name] for name in kind.model_fields if name in frame})
            closed = await self.receive()
            assert closed["type"] != "close", closed

    async def applied(self) -> None:
        await self.say(type="position", **(self.position or {"all": 0}))

    async def gone(self) -> dict[str, Any]:
        """Wait for the server to close."""
        return await self.until("close")

    async def cut(self) -> None:
        """The socket vanishes."""
        with contextlib.suppress(asyncio.CancelledError, TimeoutError):
            await self.socket.disconnect(timeout=5)


@contextlib.asynccontextmanager
async def together(*visitors: Visitor) -> AsyncIterator[None]:
    try:
        yield
    finally:
        for visitor in visitors:
            with contextlib.suppress(Exception):
                await visitor.cut()


def raise_hands(session_id: UUID, member: Member, times: int) -> None:
    """So many events at once: raised, lowered, raised, …"""
    _raise_hands(session_id, member.as_actor(), times=times)


@rooms.internal
def _raise_hands(room: LockedRoom, *, times: int) -> None:
    me = room.mine
    for n in range(times):
        me.hand_raised = n % 2 == 0
        room.append(events.HandChanged(participant=me.pk, raised=me.hand_raised))
    me.save(update_fields=["hand_raised"])
