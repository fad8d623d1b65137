"""A browser's tab: what it knows, what it waits for, and the socket it has now, if any. It trusts nothing it hears."""

import asyncio
import contextlib
import uuid
from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson

from consumers.room import RoomConsumer
from core.actors import Actor
from interviews.room import events, state
from interviews.room.state import RoomState

JSON = dict[str, Any]
ORIGIN = "http://testserver"
HIDDEN = ("score", "note", "tag")


class Tab:
    def __init__(self, name: str, actor: Actor, session_id: UUID, *, is_staff: bool) -> None:
        self.name, self.actor, self.session_id, self.is_staff = name, actor, session_id, is_staff
        self.id = str(uuid.uuid4())
        self.epoch: str | None = None
        self.position: dict[str, int] | None = None
        self.room: RoomState | None = None
        self.asked: dict[str, JSON] = {}  # every command by its id, as sent
        self.answers: dict[str, list[JSON]] = {}  # what the first acknowledgement said it did
        self.heard: dict[tuple[str, int], str] = {}  # (stream, seq) → the event's id
        self.seated = False
        self.socket: Socket | None = None

    @property
    def unanswered(self) -> list[str]:
        return [command_id for command_id in self.asked if command_id not in self.answers]

    def hears(self, frame: JSON) -> None:
        if not self.is_staff:
            assert frame.get("stream") != "staff"
            assert not [key for key in _keys(frame) if key.startswith(HIDDEN)], frame
        match frame["type"]:
            case "welcome":
                self._welcome(frame)
            case "ack":
                first = self.answers.setdefault(frame["id"], frame["events"])
                assert frame["events"] == first, "a repeat was answered differently"
            case "error" if not frame["retry"]:
                self.asked.pop(frame["id"], None)
            case _ if "seq" in frame:
                self._apply(frame)

    def _welcome(self, frame: JSON) -> None:
        self.seated = True
        if frame["mode"] == "resume":
            assert frame["position"] == {stream: (self.position or {})[stream] for stream in frame["position"]}
        else:
            snapshot: JSON = frame["snapshot"]
            assert ("staff" in snapshot) == self.is_staff
            self.room = RoomState.model_validate({"staff": {}, **snapshot})
        self.epoch, self.position = frame["epoch"], dict(frame["position"])

    def _apply(self, frame: JSON) -> None:
        stream, seq = frame["stream"], frame["seq"]
        assert self.room is not None
        assert self.position is not None
        assert seq == self.position[stream] + 1, f"{self.name}: a gap or a repeat in {stream}"
        assert self.heard.setdefault((stream, seq), frame["id"]) == frame["id"], "a number was given twice"
        self.position[stream] = seq
        event = events.read(frame)
        assert event is not None
        state.apply(self.room, event)


class Socket:
    """The real consumer, between two queues."""

    def __init__(self, tab: Tab, ticket: str, on_frame: Callable[[JSON], None]) -> None:
        self.tab, self.closed, self._on_frame = tab, False, on_frame
        self.inbox: asyncio.Queue[JSON] = asyncio.Queue()
        self.consumer = RoomConsumer()
        scope = {
            "type": "websocket",
            "url_route": {"kwargs": {"session_id": tab.session_id}},
            "headers": [(b"origin", ORIGIN.encode())],
            "subprotocols": ["te.v1", f"te.ticket.{ticket}"],
        }
        self.inbox.put_nowait({"type": "websocket.connect"})
        self.task = asyncio.get_running_loop().create_task(self.consumer(scope, self.inbox.get, self._send))

    async def _send(self, message: Any) -> None:
        if message["type"] == "websocket.close":
            self.closed = True
            self.inbox.put_nowait({"type": "websocket.disconnect", "code": message["code"]})
        elif message["type"] == "websocket.send" and self.tab.socket is self:
            self._on_frame(orjson.loads(message["text"]))

    def say(self, **frame: Any) -> None:
        self.inbox.put_nowait({"type": "websocket.receive", "text": orjson.dumps(frame).decode()})

    def is_busy(self) -> bool:
        if self.task.done():
            return False
        runner = getattr(self.consumer, "runner", None)  # until the consumer has begun
        return self.closed or not self.inbox.empty() or runner is None or runner.is_running

    async def vanish(self) -> None:
        """The process is gone: no handler runs, nothing is sent."""
        self.consumer.writer.stop()
        for task in (self.task, self.consumer.runner._task, self.consumer.writer.task):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task


def _keys(value: object) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(key for inner in value.values() for key in _keys(inner))]
    return [key for inner in value for key in _keys(inner)] if isinstance(value, list) else []
