"""Everything a client may send on a room's socket: frames about the connection, signals to other browsers, and the
commands of `interviews.room.commands`."""

from math import isfinite
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from interviews.room.commands import AnyCommand, IncomingFrame

LARGEST = 2**63 - 1  # of PostgreSQL's and orjson's integers; pydantic's parser takes any


def _writable(payload: dict[str, Any]) -> dict[str, Any]:
    """Refuse numbers that JSON can hold and orjson cannot write: integers over 64 bits, NaN, numbers beyond a float.

    Raises ValueError.
    """
    pending: list[Any] = [payload]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            pending += value.values()
        elif isinstance(value, list):
            pending += value
        elif isinstance(value, int) and not -LARGEST - 1 <= value <= LARGEST:
            raise ValueError("Integers have at most 64 bits.")
        elif isinstance(value, float) and not isfinite(value):
            raise ValueError("Numbers must be finite.")
    return payload


Number = Annotated[int, Field(ge=0, le=LARGEST)]
Payload = Annotated[dict[str, Any], AfterValidator(_writable)]


class Position(BaseModel):
    """The last event of each stream the client has applied. Guests leave `staff` out."""

    model_config = ConfigDict(extra="forbid", strict=True)
    all: Number
    staff: Number = 0


class Hello(IncomingFrame):
    """The first frame: enter the room, from this tab, resuming after `position` if there is one."""

    type: Literal["hello"] = "hello"
    tab: UUID
    epoch: UUID | None = None
    position: Position | None = None


class Applied(IncomingFrame):
    """Events applied so far; opens the send window. Due every 32 events or second."""

    type: Literal["position"] = "position"
    all: Number
    staff: Number = 0


class Ping(IncomingFrame):
    type: Literal["ping"] = "ping"


class Pong(IncomingFrame):
    type: Literal["pong"] = "pong"


class Signal(IncomingFrame):
    """To another browser, at most once: SDP, ICE candidates, speaking, typing, quality. `to` null is everybody."""

    type: Literal["signal"] = "signal"
    to: UUID | None = None
    to_conn: Number | None = None
    payload: Payload


class Report(IncomingFrame):
    """The recorder's heartbeat, every 2 s; `queued_bytes` are recorded and not yet stored."""

    type: Literal["recording.report"] = "recording.report"
    recording: UUID
    track: str = Field(max_length=64)
    last_seq: int = Field(ge=-1, le=LARGEST)
    queued_bytes: Number


Incoming = Annotated[Hello | Applied | Ping | Pong | Signal | Report | AnyCommand, Field(discriminator="type")]
ADAPTER: TypeAdapter[Incoming] = TypeAdapter(Incoming)


class _Identified(BaseModel):
    id: UUID


def id_in(text: str) -> UUID | None:
    """The id of a frame that is otherwise invalid, for the error that refuses it."""
    try:
        return _Identified.model_validate_json(text).id
    except ValidationError:
        return None
