"""The messages on a room's topic of the bus: written by `encode`, read by `decode`, and by nothing else.

- `all 42 {"type":"mute.changed",…}`: event 42 of the stream `all`.
- `staff 7 {"type":"note.added",…}`: event 7 of the stream `staff`.
- `signal <to> <to_conn> <from> {…}`: a frame to relay once. `to` is a participant, `staff`, or `-` for everybody.
- `replaced <participant> <generation>`: this participant's connections of an older generation must close.
"""

from typing import NamedTuple
from uuid import UUID

from interviews.room.events import Stream

EVERYBODY = b"-"
STAFF_ONLY = b"staff"
NO_SENDER = b"-"


class EventMessage(NamedTuple):
    """`frame` is the event's JSON text, forwarded untouched."""

    stream: Stream
    seq: int
    frame: str

    def encode(self) -> bytes:
        return b"%s %d %s" % (self.stream.encode(), self.seq, self.frame.encode())


class SignalMessage(NamedTuple):
    """The addresses stay bytes: every socket of the room is compared with them (`Socket.address`)."""

    to: bytes
    to_conn: bytes
    sender: bytes
    frame: bytes

    def encode(self) -> bytes:
        return b"signal %s %s %s %s" % self


class ReplacedMessage(NamedTuple):
    participant: UUID
    generation: int

    def encode(self) -> bytes:
        return f"replaced {self.participant} {self.generation}".encode()


def decode(message: bytes) -> EventMessage | SignalMessage | ReplacedMessage:
    """Raises ValueError for anything else."""
    kind, _, rest = message.partition(b" ")
    match kind:
        case b"signal":
            return SignalMessage(*rest.split(b" ", 3))
        case b"replaced":
            participant, _, generation = rest.partition(b" ")
            return ReplacedMessage(UUID(participant.decode()), int(generation))
        case b"all" | b"staff":
            seq, _, frame = rest.partition(b" ")
            return EventMessage("all" if kind == b"all" else "staff", int(seq), frame.decode())
    raise ValueError(f"no message of a room: {kind!r}")
