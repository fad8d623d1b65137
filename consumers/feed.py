"""One room as one process hears it: the folded state, and the latest frames ready to send.

Frames come from the bus, in any order and not always; the log has them all. A frame that follows is appended, a later
one is held for 30 ms (one or two in a hundred overtake each other between threads and processes), and only if the hole
stays are the missing rows read.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from uuid import UUID

import orjson
from websockets.frames import Frame, Opcode

from consumers import frames
from interviews.room import events, state
from interviews.room.events import STREAMS, Stream
from interviews.room.log import Heads
from interviews.vocabulary import STAFF

RING = 512


class EncodedFrame:
    """A frame ready to send: its text, and the bytes of a WebSocket text message (RFC 6455, 5.2), made once for all."""

    __slots__ = ("_wire", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._wire: bytes | None = None

    @property
    def wire(self) -> bytes:
        if self._wire is None:
            self._wire = Frame(Opcode.TEXT, self.text.encode()).serialize(mask=False)
        return self._wire

    @property
    def size(self) -> int:
        return len(self.text)


@dataclass(slots=True)
class Tail:
    """The last frames of one stream: `frames[-1]` is number `head`."""

    head: int = 0
    frames: deque[EncodedFrame] = field(default_factory=lambda: deque(maxlen=RING))
    held: dict[int, str] = field(default_factory=dict)

    @property
    def first(self) -> int:
        """The oldest number still here; everything before it is in the log only."""
        return self.head - len(self.frames) + 1

    def append(self, frame: str) -> None:
        self.frames.append(EncodedFrame(frame))
        self.head += 1

    def after(self, seq: int) -> Iterable[EncodedFrame]:
        """The frames behind `seq`, which must not be older than `first - 1`."""
        skip = seq - self.first + 1
        return islice(self.frames, skip, None)


class Feed:
    """State and tails of one room. Pure: no socket, no Redis, no database in it."""

    def __init__(self, session_id: UUID) -> None:
        self.session_id = session_id
        self.epoch = UUID(int=0)  # until the log is loaded
        self.loaded = False
        self.state = state.empty()
        self.tails: dict[Stream, Tail] = {stream: Tail() for stream in STREAMS}
        self._snapshots: dict[bool, str] = {}

    def offer(self, stream: Stream, seq: int, frame: str) -> list[events.AnyEvent | None]:
        """Take a frame if it follows, hold it if it is early, drop it if it is known.

        Answers the events that became part of the room, None standing for a type this version does not know.
        """
        tail = self.tails[stream]
        if seq <= tail.head:
            return []
        if seq > tail.head + 1 or not self.loaded:
            tail.held[seq] = frame
            return []
        return self._advance(tail, frame)

    def load(self, stream: Stream, rows: Iterable[tuple[int, str]]) -> list[events.AnyEvent | None]:
        """Rows of the log in order; what is known already is skipped."""
        tail = self.tails[stream]
        heard: list[events.AnyEvent | None] = []
        for seq, frame in rows:
            if seq == tail.head + 1:
                heard += self._advance(tail, frame)
        return heard

    def _advance(self, tail: Tail, frame: str) -> list[events.AnyEvent | None]:
        heard = [self._apply(tail, frame)]
        while (following := tail.held.pop(tail.head + 1, None)) is not None:
            heard.append(self._apply(tail, following))
        for late in [seq for seq in tail.held if seq <= tail.head]:
            del tail.held[late]
        return heard

    def _apply(self, tail: Tail, frame: str) -> events.AnyEvent | None:
        event = events.read(orjson.loads(frame))
        if event is not None:
            state.apply(self.state, event)
        tail.append(frame)
        self._snapshots.clear()
        return event

    @property
    def has_hole(self) -> bool:
        return any(tail.held for tail in self.tails.values())

    def heads(self) -> Heads:
        return Heads(self.head("all"), self.head("staff"), self.epoch)

    def head(self, stream: Stream) -> int:
        return self.tails[stream].head

    def snapshot(self, *, staff: bool) -> str:
        """The state as JSON, made once per change and audience."""
        if staff not in self._snapshots:
            seen = frames.Snapshot(all=self.state.all, staff=self.state.staff if staff else None)
            self._snapshots[staff] = seen.model_dump_json(exclude={"staff"} if not staff else None)
        return self._snapshots[staff]

    def has_arrived(self, participant: UUID) -> bool:
        """Whether the state shows this person in the room or waiting for it."""
        person = self.state.all.participants.get(participant)
        return participant in self.state.staff.waiting or (person is not None and person.presence == "present")

    def staff_is_here(self) -> bool:
        return any(
            person.presence in ("present", "away") and person.role in STAFF
            for person in self.state.all.participants.values()
        )
