"""Chunks: a browser asks for addresses, the store takes the bytes, and the finalizer believes the store alone."""

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

from core import parts, storage
from core.actors import Actor
from core.errors import Conflict, Invalid, NotFound
from interviews.models import Recording, RecordingChunk, RecordingSegment
from interviews.recordings import jobs, keys, verbs

log = logging.getLogger(__name__)
MAX_SIZE = 2 * 1024 * 1024
WINDOW = 32
CONTENT_TYPE = "video/webm"
FINISHED = (*Recording.PLAYABLE, Recording.State.FAILED)
SETTLING = timedelta(seconds=3)  # for the upload that follows a late signature; the recorder's last word comes sooner


@dataclass(frozen=True, slots=True)
class ChunkSpec:
    """One chunk as its recorder describes it. `age_ms` is the time since its segment began, `last` ends the segment."""

    track: str
    segment: int
    seq: int
    size: int
    sha256: str
    mime: str = ""
    age_ms: int = 0
    last: bool = False


def presign(recording: Recording, specs: Sequence[ChunkSpec]) -> list[dict[str, Any]]:
    """Addresses that take exactly these bytes, once, within five minutes; the same spec may be signed again.

    Raises Invalid outside the window, Conflict when other bytes were announced under the same number.
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
    facts = {seq: said for seq, *said in mine.values_list("seq", "size", "sha256")}
    if any(facts[spec.seq] != [spec.size, spec.sha256] for spec in specs):
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
    """The recorder lives: every request for addresses says so. `drained` when it holds nothing that is not stored."""
    Recording.objects.of(recording.tenant_id).filter(pk=recording.pk).update(heard_at=Now())
    if recording.state == Recording.State.REQUESTED and _any_stored(recording):
        verbs.confirm(recording.session_id, None, recording_id=recording.pk)
    elif recording.state == Recording.State.INTERRUPTED:
        verbs.resume(recording.session_id, None, recording_id=recording.pk)
    elif drained and recording.state in (Recording.State.FINALIZING, *FINISHED):
        jobs.finalize.enqueue(str(recording.pk))


def report(session_id: UUID, *, recording_id: UUID, by: Actor) -> None:
    """The same sign of life, from the recorder's socket. Raises NotFound when it is no recording of this session."""
    recording = Recording.objects.of(by).filter(session_id=session_id, pk=recording_id).first()
    if recording is None:
        raise NotFound
    heartbeat(recording, drained=False)


def _any_stored(recording: Recording) -> bool:
    """Asks the store, which may be away: then the next request asks again, and recording goes on.

    A store that hangs is not even asked: each question would keep one of the threads that answer people.
    """
    if not recording.chunks.exists():
        return False
    try:
        if parts.STORE.state != "unavailable":
            return storage.holds_any(keys.raw(recording))
    except storage.StoreError:
        pass
    log.warning("store away, the recording stays unconfirmed", extra={"recording": str(recording.pk)})
    return False
