"""Stop a recording: on command, at the end of the session, on missing consent, or when its recorder is lost."""

from typing import Literal

from core import audit
from interviews.models import Recording, VideoSession
from interviews.recordings import jobs
from interviews.room import commands, events
from interviews.room.transaction import LockedRoom, verb


def running(session: VideoSession) -> Recording | None:
    """The recording that is running, or None; a session has at most one."""
    return session.recordings.filter(state__in=Recording.OPEN).order_by("-created_at").first()


@verb(commands.StopRecording)
def stop(room: LockedRoom, *, why: Literal["asked", "ended", "consent", "silence"] = "asked") -> Recording | None:
    """Stop the running recording; the finalizer starts after the commit. Returns the newest recording, or None.

    Changes nothing when none is running.
    """
    recording = running(room.session)
    if recording is None:
        return room.session.recordings.order_by("-created_at").first()
    room.save(recording, state=Recording.State.FINALIZING, stopped_at=room.at)
    room.append(events.RecordingStopped(recording=recording.pk))
    audit.record("recording.stopped", recording.pk, by=room.actor, tenant_id=recording.tenant_id, why=why)
    jobs.finalize.enqueue(str(recording.pk))
    return recording
