"""The frames a server sends besides events: answers, the welcome, the waiting room, signals; and the close codes."""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any, Literal, NotRequired, cast, get_args
from uuid import UUID

import orjson
from pydantic import BaseModel
from typing_extensions import TypedDict  # pydantic cannot read the standard one before Python 3.12

from interviews.room.events import EventPosition, Stream
from interviews.room.state import AllState, LobbyMessage, StaffState
from interviews.vocabulary import Role

PROTOCOL = "te.v1"
MAX_FRAME = 16 * 1024
MAX_SIGNAL = 64 * 1024


class CloseCode(IntEnum):
    """Terminal: 4400 4403 4404 4408 4490. After any other the client reconnects, with back-off, and resumes."""

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


class You(TypedDict):
    """The client's own person, as the server knows them. `conn` names this connection in signals."""

    participant: UUID
    role: Role
    name: str
    conn: int


class StreamHeads(TypedDict):
    """The last number of each stream; guests get no `staff`."""

    all: int
    staff: NotRequired[int]


class Snapshot(BaseModel):
    """The folded state as this audience may see it; guests get no `staff`."""

    all: AllState
    staff: StaffState | None = None


class Welcome(TypedDict):
    """The client is in the room. `snapshot` comes unless the missed events follow (`mode: resume`)."""

    type: Literal["welcome"]
    you: You
    epoch: UUID
    heartbeat_s: float
    window: int
    mode: Literal["resume", "snapshot"]
    position: StreamHeads
    snapshot: NotRequired[Snapshot]


class Ack(TypedDict):
    """A command was done; no events means that nothing had to change."""

    type: Literal["ack"]
    id: UUID
    events: Sequence[EventPosition]
    duplicate: bool


class Refusal(TypedDict):
    """A frame was refused. With `retry` the outcome is unknown: send it again with the same id."""

    type: Literal["error"]
    id: UUID | None
    code: str
    detail: str
    retry: bool


class LobbyFrame(TypedDict):
    """The waiting room as one waiting person may see it; sent whole on every change, without a number."""

    type: Literal["lobby"]
    state: Literal["waiting"]
    you: You
    place: int
    host_present: bool
    messages: Sequence[LobbyMessage]


# `from` is a keyword, hence the other syntax.
Signalled = TypedDict(
    "Signalled", {"type": Literal["signal"], "from": UUID, "from_conn": int, "payload": dict[str, Any]}
)
Signalled.__doc__ = "Another browser's signal, stamped by the server."


class RecorderLag(TypedDict):
    """The recorder cannot store chunks as fast as it records; for staff only."""

    type: Literal["recording.lag"]
    recording: UUID
    queued_bytes: int


class Drain(TypedDict):
    """This process is going down: reconnect, which leads elsewhere, after `after_ms` milliseconds."""

    type: Literal["drain"]
    after_ms: int


class ServerPing(TypedDict):
    type: Literal["ping"]


class ServerPong(TypedDict):
    type: Literal["pong"]
    position: StreamHeads


Outgoing = Welcome | Ack | Refusal | LobbyFrame | Signalled | RecorderLag | Drain | ServerPing | ServerPong
OUTGOING: tuple[Any, ...] = get_args(Outgoing)


def dumps(frame: Outgoing) -> bytes:
    """Write a frame as JSON. Raises TypeError for an integer beyond 64 bits."""
    return orjson.dumps(frame, default=_plain)


def encode(frame: Outgoing) -> str:
    """As `dumps`, for a text frame."""
    return dumps(frame).decode()


def stream_heads(numbers: Mapping[Stream, int]) -> StreamHeads:
    return cast("StreamHeads", dict(numbers))


def _plain(value: Any) -> Any:
    """Pydantic models inside a frame."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    raise TypeError


def error(code: str, detail: str, *, frame_id: object = None, retry: bool = False) -> str:
    return orjson.dumps({"type": "error", "id": frame_id, "code": code, "detail": detail, "retry": retry}).decode()
