"""The inventory of a recording: the announced chunks, compared with the objects that the store holds."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from core import storage
from interviews.models import Recording, RecordingChunk, RecordingSegment
from interviews.recordings import keys


@dataclass(frozen=True, slots=True)
class Run:
    """The stored chunks of one segment from the first up to the first hole: together a file, perhaps torn at its end."""

    number: int
    began_at: datetime
    ended: bool
    chunks: Sequence[RecordingChunk]


@dataclass(frozen=True, slots=True)
class Inventory:
    """`gaps` are chunks known to be missing: `[{"segment": 0, "first": 40, "last": 52}]`."""

    runs: list[Run] = field(default_factory=list)
    gaps: list[dict[str, int]] = field(default_factory=list)

    @property
    def chunk_count(self) -> int:
        return sum(len(run.chunks) for run in self.runs)

    @property
    def settled(self) -> bool:
        """Whether no chunk is known to be missing, and the last segment has ended."""
        return bool(self.runs) and self.runs[-1].ended and not self.gaps

    @property
    def digest(self) -> str:
        """The digest of the inputs: the same chunks make the same master file, under the same name."""
        lines = (f"{run.number}/{chunk.seq} {chunk.sha256}\n" for run in self.runs for chunk in run.chunks)
        return hashlib.sha256("".join(lines).encode()).hexdigest()[:32]


def take(recording: Recording) -> Inventory:
    """List the recording's objects in the store and compare. Raises `storage.StoreError`."""
    held = {stored.key: stored.size for stored in storage.listed(f"{keys.raw(recording)}{keys.COMPOSED}/")}
    announced = recording.chunks.filter(track=keys.COMPOSED).order_by("segment", "seq")
    by_segment = {number: list(chunks) for number, chunks in groupby(announced, key=lambda chunk: chunk.segment)}
    inventory = Inventory()
    for segment in recording.segments.filter(track=keys.COMPOSED).order_by("number"):
        stored = {chunk.seq: chunk for chunk in by_segment.get(segment.number, []) if _is_held(recording, chunk, held)}
        expected = segment.chunk_count or 1 + max((c.seq for c in by_segment.get(segment.number, [])), default=-1)
        inventory.gaps.extend(_gaps(segment, stored, expected))
        inventory.runs.append(_run(segment, stored))
    return inventory


def _is_held(recording: Recording, chunk: RecordingChunk, held: dict[str, int]) -> bool:
    key = keys.chunk(recording, track=chunk.track, segment=chunk.segment, seq=chunk.seq)
    return held.get(key) == chunk.size


def _run(segment: RecordingSegment, stored: dict[int, RecordingChunk]) -> Run:
    chunks = [stored[seq] for seq in range(next(seq for seq in range(len(stored) + 1) if seq not in stored))]
    return Run(segment.number, segment.began_at, segment.chunk_count is not None, chunks)


def _gaps(segment: RecordingSegment, stored: dict[int, RecordingChunk], expected: int) -> Iterator[dict[str, int]]:
    missing = [seq for seq in range(expected) if seq not in stored]
    for _, run in groupby(enumerate(missing), key=lambda pair: pair[1] - pair[0]):
        seqs = [seq for _, seq in run]
        yield {"segment": segment.number, "first": seqs[0], "last": seqs[-1]}
