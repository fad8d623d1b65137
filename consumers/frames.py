"""What a socket says besides events: answers, the welcome, the waiting room, signals. And why it was closed."""

from enum import IntEnum
from typing import Any, Literal
from uuid import UUID

import orjson
from pydantic import BaseModel, Field

from interviews.state import AllState, StaffState

PROTOCOL = "te.v1"
MAX_FRAME = 16 * 1024
MAX_SIGNAL = 64 * 1024


class Close(IntEnum):
    """Terminal: 4400 4403 4404 4408 4490. After any other the client comes back, with back-off, and resumes."""

    LEFT = 1000
    RESTART = 1012
    BINARY = 1003
    TOO_BIG = 1009
    PROTOCOL = 4400
    TICKET = 4401
    FORBIDDEN = 4403
    NO_SESSION = 4404
    REPLACED = 4408
    SYNC_LOST = 4409
    MAX_AGE = 4410
    SLOW = 4413
    RATE = 4429
    ENDED = 4490
    INTERNAL = 4500
    DRAINING = 4503


class You(BaseModel):
    """Who the server says the client is. `conn` names this connection in signals."""

    participant: UUID
    role: str
    name: str
    conn: int


class Heads(BaseModel):
    all: int
    staff: int | None = None


class Snapshot(BaseModel):
    """The folded state as this audience may see it; guests get no `staff`."""

    all: AllState
    staff: StaffState | None = None


class Welcome(BaseModel):
    """One is in the room. `snapshot` comes unless the missed events follow (`mode: resume`)."""

    type: Literal["welcome"] = "welcome"
    you: You
    epoch: UUID
    heartbeat_s: float
    window: int
    mode: Literal["resume", "snapshot"]
    position: Heads
    snapshot: Snapshot | None = None


class Told(BaseModel):
    stream: Literal["all", "staff"]
    seq: int


class Ack(BaseModel):
    """A command was done; no events means that it was already so."""

    type: Literal["ack"] = "ack"
    id: UUID
    events: list[Told]
    duplicate: bool


class Refusal(BaseModel):
    """A frame was refused. With `retry` the outcome is unknown: send it again with the same id."""

    type: Literal["error"] = "error"
    id: UUID | None
    code: str
    detail: str
    retry: bool


class LobbyLine(BaseModel):
    name: str
    text: str


class Lobby(BaseModel):
    """The waiting room as one waiting person may see it; sent whole on every change, without a number."""

    type: Literal["lobby"] = "lobby"
    state: Literal["waiting"] = "waiting"
    you: You
    place: int
    host_present: bool
    messages: list[LobbyLine]


class Signalled(BaseModel):
    """Another browser's signal, stamped by the server."""

    type: Literal["signal"] = "signal"
    sender: UUID = Field(alias="from")
    sender_conn: int = Field(alias="from_conn")
    payload: dict[str, Any]


class RecorderLag(BaseModel):
    """The recorder has trouble storing what it takes; for staff only."""

    type: Literal["recording.lag"] = "recording.lag"
    recording: UUID
    queued_bytes: int


class Drain(BaseModel):
    """This process is going down: come back elsewhere after so many milliseconds."""

    type: Literal["drain"] = "drain"
    after_ms: int


class ServerPing(BaseModel):
    type: Literal["ping"] = "ping"


class ServerPong(BaseModel):
    type: Literal["pong"] = "pong"
    position: Heads


OUTGOING: tuple[type[BaseModel], ...] = (
    Welcome, Ack, Refusal, Lobby, Signalled, RecorderLag, Drain, ServerPing, ServerPong,
)  # fmt: skip


def encode(frame: BaseModel) -> str:
    return frame.model_dump_json(exclude_none=isinstance(frame, Welcome))


def ack(command_id: UUID, events: list[dict[str, Any]], *, duplicate: bool) -> str:
    """By hand, not through the model: this answers every command."""
    return orjson.dumps({"type": "ack", "id": command_id, "events": events, "duplicate": duplicate}).decode()


def error(code: str, detail: str, *, frame_id: object = None, retry: bool = False) -> str:
    return orjson.dumps({"type": "error", "id": frame_id, "code": code, "detail": detail, "retry": retry}).decode()


def pong(heads: dict[Any, int]) -> str:
    return orjson.dumps({"type": "pong", "position": heads}).decode()
