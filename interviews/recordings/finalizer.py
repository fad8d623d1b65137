"""Make the file of a recording: list the stored chunks, join them, upload the file, read it back, publish it.

Level-triggered and idempotent: it may run at any time, any number of times, in two workers at once. The master file is
named by the digest of its inputs. Raw chunks are never deleted here.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.db.models.functions import Now

from core import storage
from interviews.models import Recording
from interviews.recordings import inventory, keys, lease, outcomes, previews, remux
from interviews.recordings.inventory import Inventory, Run
from interviews.recordings.outcomes import MasterFile
from interviews.room.timings import timings

AGAIN_SOON = timedelta(seconds=0.4)
AGAIN_WHEN_FREE = timedelta(seconds=1)
TOLERANCE = (1.5, 0.02)  # seconds, share: how far the duration may differ from the clock without a warning
RENEW_EVERY = 200  # chunks


class Unproven(Exception):
    """The store returned other bytes than were sent."""


def finish(recording_id: UUID) -> timedelta | None:
    """Publish the best file that can be made now; returns the pause before the next try, or None when done.

    Raises `storage.StoreError` or Unproven; then nothing was published, and the job runs again.
    """
    recording = Recording.objects.across_tenants().kept().filter(pk=recording_id).first()
    if recording is None:
        return None
    with lease.held(recording) as renew:
        if renew is None:
            return AGAIN_WHEN_FREE
        found = inventory.take(recording)
        if not found.settled and _may_still_come(recording):
            return AGAIN_SOON
        _publish(recording, found, renew)
    return None


def _may_still_come(recording: Recording) -> bool:
    """Whether the last chunks are probably on their way: just stopped, and the recorder reported recently."""
    lately = Now() - timedelta(seconds=timings().last_chunk)
    just_stopped = {"state": Recording.State.FINALIZING, "stopped_at__gt": lately, "heard_at__gt": lately}
    return Recording.objects.of(recording.tenant_id).filter(pk=recording.pk, **just_stopped).exists()


def _publish(recording: Recording, found: Inventory, renew: Callable[[], None]) -> None:
    key = keys.master(recording, found.digest)
    if recording.master_key == key and recording.is_illustrated:
        unchanged = MasterFile.of(recording)
        outcomes.publish(recording.session_id, None, recording_id=recording.pk, master=unchanged, gaps=found.gaps)
        return
    with TemporaryDirectory(prefix="recording-") as folder:
        try:
            joined = _join(recording, found, Path(folder), renew)
        except remux.Unplayable:
            outcomes.fail(recording.session_id, None, recording_id=recording.pk)
            return
        renew()
        master = _upload(key, joined, found, recording)
        outcomes.publish(recording.session_id, None, recording_id=recording.pk, master=master, gaps=found.gaps)
        _illustrate(recording, key, joined.path)


def _join(recording: Recording, found: Inventory, folder: Path, renew: Callable[[], None]) -> remux.Master:
    files = [folder / f"{run.number}.webm" for run in found.runs]
    for run, path in zip(found.runs, files, strict=True):
        _download(recording, run, path, renew)
    return remux.join(files, folder / "master.webm")


def _download(recording: Recording, run: Run, path: Path, renew: Callable[[], None]) -> None:
    wanted = [keys.chunk(recording, track=c.track, segment=c.segment, seq=c.seq) for c in run.chunks]
    with path.open("wb") as file:
        for chunk, body in zip(run.chunks, storage.read_all(wanted), strict=True):
            if hashlib.sha256(body).hexdigest() != chunk.sha256:
                raise Unproven(f"chunk {chunk.segment}/{chunk.seq} of recording {recording.pk}")
            file.write(body)
            if chunk.seq % RENEW_EVERY == 0:
                renew()


def _upload(key: str, master: remux.Master, found: Inventory, recording: Recording) -> MasterFile:
    with master.path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    storage.upload(key, master.path, content_type="video/webm")
    if storage.sha256(key) != sha256:
        raise Unproven(key)
    return MasterFile(
        master_key=key,
        master_sha256=sha256,
        master_size=master.path.stat().st_size,
        duration_ms=master.duration_ms,
        chunk_count=found.chunk_count,
        parts=[_part(run, *part) for run, part in zip(found.runs, master.parts, strict=True)],
        warnings=[*master.warnings, *_doubts(found, master, recording)],
    )


def _part(run: Run, at_ms: int, duration_ms: int) -> dict[str, Any]:
    began_at = run.began_at.isoformat()
    return {"segment": run.number, "began_at": began_at, "at_ms": at_ms, "duration_ms": duration_ms}


def _doubts(found: Inventory, master: remux.Master, recording: Recording) -> list[str]:
    """Warnings for the reviewer besides known gaps: "unfinished", "duration". They never block publishing."""
    last, (_, duration_ms) = found.runs[-1], master.parts[-1]
    if not last.ended:
        return ["unfinished"]
    if recording.stopped_at is None:
        return []
    expected = (recording.stopped_at - last.began_at).total_seconds()
    seconds, share = TOLERANCE
    return ["duration"] if abs(duration_ms / 1000 - expected) > max(seconds, share * expected) else []


def _illustrate(recording: Recording, key: str, path: Path) -> None:
    """Add poster and waveform after publishing: they must not delay watching."""
    if jpeg := previews.poster(path):
        storage.write(keys.poster(key), jpeg, content_type="image/jpeg")
    shown = {"poster_key": keys.poster(key) if jpeg else "", "peaks": previews.peaks(path)}
    Recording.objects.of(recording.tenant_id).filter(pk=recording.pk, master_key=key).update(**shown)
