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

from core import storage
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
        for (track, segment), group in groupby(sorted(pieces, key=_place), key=_place):
            _announce(recording, track, segment, list(group))
    if pieces and recording.state in FINISHED:
        jobs.finalize.using(run_after=timezone.now() + SETTLING).enqueue(str(recording.pk))
    return [_address(recording, piece) for piece in pieces]


def _place(piece: Piece) -> tuple[str, int]:
    return piece.track, piece.segment


def _announce(recording: Recording, track: str, number: int, pieces: Sequence[Piece]) -> None:
    segment = _segment(recording, pieces[0])
    known = recording.chunks.filter(track=track, segment=number)
    highest = known.aggregate(highest=Max("seq"))["highest"]
    furthest = max(piece.seq for piece in pieces)
    if furthest > (-1 if highest is None else highest) + WINDOW:
        raise Invalid({"seq": f"At most {WINDOW} ahead of the chunks announced so far."})
    if segment.chunk_count is not None and furthest >= segment.chunk_count:
        raise Conflict("This segment has ended; begin the next one.", code="chunk_conflict")
    RecordingChunk.objects.bulk_create([_row(recording, piece) for piece in pieces], ignore_conflicts=True)
    mine = known.filter(seq__in=[piece.seq for piece in pieces])
    facts = {seq: said for seq, *said in mine.values_list("seq", "size", "sha256")}
    if any(facts[piece.seq] != [piece.size, piece.sha256] for piece in pieces):
        raise Conflict("Another chunk was announced under this number.", code="chunk_conflict")
    for last in (piece.seq for piece in pieces if piece.last):
        recording.segments.filter(pk=segment.pk, chunk_count=None).update(chunk_count=last + 1)


def _row(recording: Recording, piece: Piece) -> RecordingChunk:
    facts = {"seq": piece.seq, "size": piece.size, "sha256": piece.sha256}
    return RecordingChunk(recording=recording, track=piece.track, segment=piece.segment, **facts)


def _segment(recording: Recording, piece: Piece) -> RecordingSegment:
    if found := recording.segments.filter(track=piece.track, number=piece.segment).first():
        return found
    if piece.segment > recording.segments.filter(track=piece.track).count():
        raise Invalid({"segment": "Segments are numbered from 0 without holes."})
    began = {"began_at": Now() - timedelta(milliseconds=piece.age_ms), "mime": piece.mime}
    segment, _ = recording.segments.get_or_create(track=piece.track, number=piece.segment, defaults=began)
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


def report(session_id: UUID, *, recording_id: UUID, by: Actor) -> None:
    """The same sign of life, from the recorder's socket. Raises NotFound when it is no recording of this session."""
    recording = Recording.objects.of(by).filter(session_id=session_id, pk=recording_id).first()
    if recording is None:
        raise NotFound
    hear(recording, drained=False)


def _any_stored(recording: Recording) -> bool:
    """Asks the store, which may be away: then the next request asks again, and recording goes on."""
    if not recording.chunks.exists():
        return False
    try:
        return storage.holds_any(keys.raw(recording))
    except storage.StoreError:
        log.warning("store away, the recording stays unconfirmed", extra={"recording": str(recording.pk)})
        return False
