"""Chunks: a browser asks for addresses, the store takes the bytes, and the finalizer believes the store alone."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils import timezone

from core import storage
from core.errors import Conflict, Invalid
from interviews.models import Recording, RecordingChunk, RecordingSegment
from interviews.recordings import jobs, keys, verbs

log = logging.getLogger(__name__)
MAX_SIZE = 2 * 1024 * 1024
WINDOW = 32
CONTENT_TYPE = "video/webm"
FINISHED = (*Recording.PLAYABLE, Recording.State.FAILED)
SETTLING = timedelta(seconds=3)  # for the upload that follows a late signature; the recorder's last word comes sooner


@dataclass(frozen=True, slots=True)
class Piece:
    """One chunk as its recorder describes it. `age_ms` is the time since its segment began, `last` ends the segment."""

    track: str
    segment: int
    seq: int
    size: int
    sha256: str
    mime: str = ""
    age_ms: int = 0
    last: bool = False


def sign(recording: Recording, pieces: Sequence[Piece]) -> list[dict[str, Any]]:
    """Addresses that take exactly these bytes, once, within five minutes; the same piece may be signed again.

    Raises Invalid outside the window, Conflict when other bytes were announced under the same number.
    """
    if recording.state in (Recording.State.EXPIRED, Recording.State.DELETED):
        raise Conflict("This recording is no longer kept.", code="recording_gone")
    with transaction.atomic():
        for piece in pieces:
            _announce(recording, piece)
    if pieces and recording.state in FINISHED:
        jobs.finalize.using(run_after=timezone.now() + SETTLING).enqueue(str(recording.pk))
    return [_address(recording, piece) for piece in pieces]


def _announce(recording: Recording, piece: Piece) -> None:
    segment = _segment(recording, piece)
    known = recording.chunks.filter(track=piece.track, segment=piece.segment)
    highest = known.aggregate(highest=Max("seq"))["highest"]
    if piece.seq > (-1 if highest is None else highest) + WINDOW:
        raise Invalid({"seq": f"At most {WINDOW} ahead of the chunks announced so far."})
    mine = RecordingChunk(recording=recording, track=piece.track, segment=piece.segment, seq=piece.seq)
    mine.size, mine.sha256 = piece.size, piece.sha256
    RecordingChunk.objects.bulk_create([mine], ignore_conflicts=True)
    if not known.filter(seq=piece.seq, size=piece.size, sha256=piece.sha256).exists():
        raise Conflict("Another chunk was announced under this number.", code="chunk_conflict")
    if piece.last and segment.chunk_count is None:
        segment.chunk_count = piece.seq + 1
        segment.save(update_fields=["chunk_count"])


def _segment(recording: Recording, piece: Piece) -> RecordingSegment:
    if piece.segment > recording.segments.filter(track=piece.track).count():
        raise Invalid({"segment": "Segments are numbered from 0 without holes."})
    began = {"began_at": Now() - timedelta(milliseconds=piece.age_ms), "mime": piece.mime}
    segment, _ = recording.segments.get_or_create(track=piece.track, number=piece.segment, defaults=began)
    if segment.chunk_count is not None and piece.seq >= segment.chunk_count:
        raise Conflict("This segment has ended; begin the next one.", code="chunk_conflict")
    return segment


def _address(recording: Recording, piece: Piece) -> dict[str, Any]:
    key = keys.chunk(recording, track=piece.track, segment=piece.segment, seq=piece.seq)
    url, headers = storage.presigned_put(key, size=piece.size, sha256=piece.sha256, content_type=CONTENT_TYPE)
    return {"track": piece.track, "segment": piece.segment, "seq": piece.seq, "url": url, "headers": headers}


def hear(recording: Recording, *, drained: bool) -> None:
    """The recorder lives: every request for addresses says so. `drained` when it holds nothing that is not stored."""
    Recording.objects.of(recording.tenant_id).filter(pk=recording.pk).update(heard_at=Now())
    if recording.state == Recording.State.REQUESTED and _any_stored(recording):
        verbs.confirm(recording.session_id, recording_id=recording.pk)
    elif recording.state == Recording.State.INTERRUPTED:
        verbs.resume(recording.session_id, recording_id=recording.pk)
    elif drained and recording.state in (Recording.State.FINALIZING, *FINISHED):
        jobs.finalize.enqueue(str(recording.pk))


def _any_stored(recording: Recording) -> bool:
    """Asks the store, which may be away: then the next request asks again, and recording goes on."""
    if not recording.chunks.exists():
        return False
    try:
        return storage.holds_any(keys.raw(recording))
    except storage.StoreError:
        log.warning("store away, the recording stays unconfirmed", extra={"recording": str(recording.pk)})
        return False
