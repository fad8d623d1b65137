"""The feed of one room in one process: the folded state, and the last frames of each stream ready to send (the tail).

The bus brings frames in any order and may lose them; the log has them all. The frame after the head (the last number
applied) is appended. A later one is held for 30 ms, since 1 to 2 % of frames overtake each other between threads and
processes; if the gap stays, the hub reads the missing rows from the log.
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
    """A frame ready to send: its text, and its bytes as a WebSocket text message (RFC 6455, 5.2), encoded once for all
    sockets."""

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
    """The last frames of one stream: `frames[-1]` is number `head`; `held` are frames that came too early, by number."""

    head: int = 0
    frames: deque[EncodedFrame] = field(default_factory=lambda: deque(maxlen=RING))
    held: dict[int, str] = field(default_factory=dict)

    @property
    def first(self) -> int:
        """The oldest number still here; older events are in the log only."""
        return self.head - len(self.frames) + 1

    def append(self, frame: str) -> None:
        self.frames.append(EncodedFrame(frame))
        self.head += 1

    def after(self, seq: int) -> Iterable[EncodedFrame]:
        """The frames behind `seq`, which must not be older than `first - 1`."""
        skip = seq - self.first + 1
        return islice(self.frames, skip, None)


class Feed:
    """State and tails of one room. Pure: it knows no socket, no Redis and no database.

    `epoch` names the numbering: it changes only when the database is restored from a backup, and makes positions void.
    """

    def __init__(self, session_id: UUID) -> None:
        self.session_id = session_id
        self.epoch = UUID(int=0)  # until the log is loaded
        self.loaded = False
        self.state = state.empty()
        self.tails: dict[Stream, Tail] = {stream: Tail() for stream in STREAMS}
        self._snapshots: dict[bool, str] = {}

    def offer(self, stream: Stream, seq: int, frame: str) -> list[events.AnyEvent | None]:
        """Apply a frame if it follows, hold it if it is early, drop it if it is known.

        Answers the events that were applied; None stands for a type that this version does not know.
        """
        tail = self.tails[stream]
        if seq <= tail.head:
            return []
        if seq > tail.head + 1 or not self.loaded:
            tail.held[seq] = frame
            return []
        return self._advance(tail, frame)

    def load(self, stream: Stream, rows: Iterable[tuple[int, str]]) -> list[events.AnyEvent | None]:
        """Apply rows of the log, (seq, frame) in order; known ones are skipped. Answers as `offer`."""
        tail = self.tails[stream]
        applied: list[events.AnyEvent | None] = []
        for seq, frame in rows:
            if seq == tail.head + 1:
                applied += self._advance(tail, frame)
        return applied

    def _advance(self, tail: Tail, frame: str) -> list[events.AnyEvent | None]:
        applied = [self._apply(tail, frame)]
        while (following := tail.held.pop(tail.head + 1, None)) is not None:
            applied.append(self._apply(tail, following))
        for late in [seq for seq in tail.held if seq <= tail.head]:
            del tail.held[late]
        return applied

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
        """The state as JSON, encoded once per change and audience."""
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
