"""Everything a client may send on a room's socket: `hello` and the like about the connection, signals to other browsers,
and the commands of `interviews.room.commands`."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from interviews.room.commands import AnyCommand, IncomingFrame


class Position(BaseModel):
    """The last event of each stream the client has applied. Guests leave `staff` out."""

    model_config = ConfigDict(extra="forbid", strict=True)
    all: int = Field(ge=0)
    staff: int = Field(default=0, ge=0)


class Hello(IncomingFrame):
    """The first frame: enter the room, from this tab, resuming after `position` if there is one."""

    type: Literal["hello"] = "hello"
    tab: UUID
    epoch: UUID | None = None
    position: Position | None = None


class Applied(IncomingFrame):
    """Events applied so far; opens the send window. Due every 32 events or second."""

    type: Literal["position"] = "position"
    all: int = Field(ge=0)
    staff: int = Field(default=0, ge=0)


class Ping(IncomingFrame):
    type: Literal["ping"] = "ping"


class Pong(IncomingFrame):
    type: Literal["pong"] = "pong"


class Signal(IncomingFrame):
    """To another browser, at most once: SDP, ICE candidates, speaking, typing, quality. `to` null is everybody."""

    type: Literal["signal"] = "signal"
    to: UUID | None = None
    to_conn: int | None = None
    payload: dict[str, Any]


class Report(IncomingFrame):
    """The recorder's sign of life, every 2 s."""

    type: Literal["recording.report"] = "recording.report"
    recording: UUID
    track: str = Field(max_length=64)
    last_seq: int = Field(ge=-1)
    queued_bytes: int = Field(ge=0)


Incoming = Annotated[Hello | Applied | Ping | Pong | Signal | Report | AnyCommand, Field(discriminator="type")]
ADAPTER: TypeAdapter[Incoming] = TypeAdapter(Incoming)


class _Identified(BaseModel):
    id: UUID


def id_in(text: str) -> UUID | None:
    """The id of a frame that is wrong in some other way, so that its sender knows which one was refused."""
    try:
        return _Identified.model_validate_json(text).id
    except ValidationError:
        return None
