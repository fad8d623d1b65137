"""Chunks: a browser asks for presigned URLs and uploads to the store; the finalizer trusts only what the store holds."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils import timezone

from core import dependencies, storage
from core.actors import Actor
from core.errors import Conflict, Invalid, NotFound
from interviews.models import Recording, RecordingChunk, RecordingSegment
from interviews.recordings import jobs, keys, verbs

log = logging.getLogger(__name__)
MAX_SIZE = 2 * 1024 * 1024  # bytes of one chunk
WINDOW = 32  # chunks that may be announced beyond the highest one so far
CONTENT_TYPE = "video/webm"
FINISHED = (*Recording.PLAYABLE, Recording.State.FAILED)
# Pause between presigning a chunk of an ended recording and finishing it again, so that the upload can end first. A
# drained heartbeat usually starts it sooner.
SETTLING = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class ChunkSpec:
    """One chunk as its recorder announces it.

    `size` is in bytes, `age_ms` the milliseconds since its segment began, and `last` ends the segment.
    """

    track: str
    segment: int
    seq: int
    size: int
    sha256: str
    mime: str = ""
    age_ms: int = 0
    last: bool = False


def presign(recording: Recording, specs: Sequence[ChunkSpec]) -> list[dict[str, Any]]:
    """Presigned URLs (write-once PUT, valid for five minutes), each for exactly these bytes:

    `[{"track": "composed", "segment": 0, "seq": 7, "url": "https://…", "headers": {"If-None-Match": "*", …}}]`

    Idempotent: the same spec may be presigned again. Raises Invalid outside the window, Conflict when other bytes were
    announced under the same number or the recording was deleted.
    """
    if recording.state in Recording.GONE:
        raise Conflict("This recording is no longer kept.", code="recording_gone")
    with transaction.atomic():
        for (track, segment), group in groupby(sorted(specs, key=_place), key=_place):
            _announce(recording, track, segment, list(group))
    if specs and recording.state in FINISHED:
        jobs.finalize.using(run_after=timezone.now() + SETTLING).enqueue(str(recording.pk))
    return [_address(recording, spec) for spec in specs]


def _place(spec: ChunkSpec) -> tuple[str, int]:
    return spec.track, spec.segment


def _announce(recording: Recording, track: str, number: int, specs: Sequence[ChunkSpec]) -> None:
    segment = _segment(recording, specs[0])
    known = recording.chunks.filter(track=track, segment=number)
    highest = known.aggregate(highest=Max("seq"))["highest"]
    furthest = max(spec.seq for spec in specs)
    if furthest > (-1 if highest is None else highest) + WINDOW:
        raise Invalid({"seq": f"At most {WINDOW} ahead of the chunks announced so far."})
    if segment.chunk_count is not None and furthest >= segment.chunk_count:
        raise Conflict("This segment has ended; begin the next one.", code="chunk_conflict")
    RecordingChunk.objects.bulk_create([_row(recording, spec) for spec in specs], ignore_conflicts=True)
    mine = known.filter(seq__in=[spec.seq for spec in specs])
    announced = {seq: content for seq, *content in mine.values_list("seq", "size", "sha256")}
    if any(announced[spec.seq] != [spec.size, spec.sha256] for spec in specs):
        raise Conflict("Another chunk was announced under this number.", code="chunk_conflict")
    for last in (spec.seq for spec in specs if spec.last):
        recording.segments.filter(pk=segment.pk, chunk_count=None).update(chunk_count=last + 1)


def _row(recording: Recording, spec: ChunkSpec) -> RecordingChunk:
    facts = {"seq": spec.seq, "size": spec.size, "sha256": spec.sha256}
    return RecordingChunk(recording=recording, track=spec.track, segment=spec.segment, **facts)


def _segment(recording: Recording, spec: ChunkSpec) -> RecordingSegment:
    if found := recording.segments.filter(track=spec.track, number=spec.segment).first():
        return found
    if spec.segment > recording.segments.filter(track=spec.track).count():
        raise Invalid({"segment": "Segments are numbered from 0 without holes."})
    began = {"began_at": Now() - timedelta(milliseconds=spec.age_ms), "mime": spec.mime}
    segment, _ = recording.segments.get_or_create(track=spec.track, number=spec.segment, defaults=began)
    return segment


def _address(recording: Recording, spec: ChunkSpec) -> dict[str, Any]:
    key = keys.chunk(recording, track=spec.track, segment=spec.segment, seq=spec.seq)
    url, headers = storage.presigned_put(key, size=spec.size, sha256=spec.sha256, content_type=CONTENT_TYPE)
    return {"track": spec.track, "segment": spec.segment, "seq": spec.seq, "url": url, "headers": headers}


def heartbeat(recording: Recording, *, drained: bool) -> None:
    """Note that the recorder is alive, with every request for URLs. `drained`: all its chunks are stored.

    Confirms the recording at the first stored chunk, resumes an interrupted one, and finishes a drained one that ended.
    """
    Recording.objects.of(recording.tenant_id).filter(pk=recording.pk).update(heard_at=Now())
    if recording.state == Recording.State.REQUESTED and _any_stored(recording):
        verbs.confirm(recording.session_id, None, recording_id=recording.pk)
    elif recording.state == Recording.State.INTERRUPTED:
        verbs.resume(recording.session_id, None, recording_id=recording.pk)
    elif drained and recording.state in (Recording.State.FINALIZING, *FINISHED):
        jobs.finalize.enqueue(str(recording.pk))


def report(session_id: UUID, *, recording_id: UUID, by: Actor) -> None:
    """Heartbeat from the recorder's socket. Raises NotFound when the recording is not of this session."""
    recording = Recording.objects.of(by).filter(session_id=session_id, pk=recording_id).first()
    if recording is None:
        raise NotFound
    heartbeat(recording, drained=False)


def _any_stored(recording: Recording) -> bool:
    """Ask the store. When it is unavailable, recording goes on and the next heartbeat asks again.

    A store known to hang is not asked: each request would block one of the threads that serve people.
    """
    if not recording.chunks.exists():
        return False
    try:
        if dependencies.STORE.state != "unavailable":
            return storage.holds_any(keys.raw(recording))
    except storage.StoreError:
        pass
    log.warning("store away, the recording stays unconfirmed", extra={"recording": str(recording.pk)})
    return False
