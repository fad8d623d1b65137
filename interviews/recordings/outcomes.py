"""The outcome of a recording: a file to watch, complete or with stated gaps, or a failure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from core import audit
from interviews.models import Recording
from interviews.room import events
from interviews.room.transaction import LockedRoom, internal

State = Recording.State


@dataclass(frozen=True, slots=True)
class MasterFile:
    """A master file in the store. The field names are those of the recording's columns."""

    master_key: str
    master_sha256: str
    master_size: int
    duration_ms: int
    chunk_count: int
    parts: Sequence[dict[str, Any]]
    warnings: Sequence[str]

    @classmethod
    def of(cls, recording: Recording) -> "MasterFile":
        return cls(**{name: getattr(recording, name) for name in cls.__slots__})


@internal
def publish(room: LockedRoom, *, recording_id: UUID, master: MasterFile, gaps: Sequence[dict[str, int]]) -> None:
    """Publish a master file, unless a better one is published. While recording goes on, no event is appended.

    `gaps` are the chunks known to be missing: `[{"segment": 0, "first": 40, "last": 52}]`.
    """
    recording = room.session.recordings.get(pk=recording_id)
    before = (recording.state, recording.duration_ms)
    changes: dict[str, Any] = {}
    if master.chunk_count >= recording.chunk_count:
        changes = asdict(master) | {"gaps": list(gaps)}
    if recording.state not in Recording.OPEN:
        changes["state"] = State.PARTIAL if changes.get("gaps", recording.gaps) else State.READY
    if changes:
        room.save(recording, **changes)
    if recording.state not in Recording.OPEN and before != (recording.state, recording.duration_ms):
        complete = recording.state == State.READY
        event = events.RecordingReady(recording=recording_id, duration_ms=recording.duration_ms, complete=complete)
        room.append(event)
        facts = {"sha256": recording.master_sha256, "chunks": recording.chunk_count, "complete": complete}
        audit.record(event.type, recording_id, by=None, tenant_id=recording.tenant_id, **facts)


@internal
def fail(room: LockedRoom, *, recording_id: UUID) -> None:
    """Mark the recording failed: nothing playable was stored. The chunks are kept, and a late one may still change this."""
    recording = room.session.recordings.get(pk=recording_id)
    if recording.state == State.FINALIZING and not recording.master_key:
        room.save(recording, state=State.FAILED)
        room.append(events.RecordingFailed(recording=recording_id))
        audit.record("recording.failed", recording_id, by=None, tenant_id=recording.tenant_id)
