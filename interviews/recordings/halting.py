"""Stopping a recording inside another verb: at the end of the session, on withdrawn consent, or after long silence."""

from core import audit
from interviews import events
from interviews.models import Recording, VideoSession
from interviews.recordings import jobs
from interviews.rooms import Room


def running(session: VideoSession) -> Recording | None:
    """The recording that still takes pictures; at most one a session."""
    return session.recordings.filter(state__in=Recording.OPEN).order_by("-created_at").first()


def halt(room: Room, *, why: str) -> Recording | None:
    """Stop what runs, if anything does, in the caller's transaction; the finalizer begins with its commit."""
    recording = running(room.session)
    if recording is not None:
        recording.state, recording.stopped_at = Recording.State.FINALIZING, room.at
        recording.save(update_fields=["state", "stopped_at"])
        room.tell(events.RecordingStopped(recording=recording.pk))
        audit.record("recording.stopped", recording.pk, by=room.by, tenant_id=recording.tenant_id, why=why)
        jobs.finalize.enqueue(str(recording.pk))
    return recording
