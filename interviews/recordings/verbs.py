"""Start a recording, and follow its recorder: confirm, resume, interrupt, give up. Stopping is in `stopping`."""

from uuid import UUID

from core import audit
from core.errors import ConsentRequired
from interviews.models import Participant, Recording
from interviews.people import consents
from interviews.recordings import jobs
from interviews.recordings.stopping import running, stop
from interviews.room import commands, events
from interviews.room.timings import timings
from interviews.room.transaction import LockedRoom, internal, verb

State = Recording.State
__all__ = ["confirm", "give_up", "interrupt", "resume", "start", "stop"]


@verb(commands.StartRecording)
def start(room: LockedRoom) -> Recording:
    """Request a recording; while one is running, return that one.

    `recording.started` follows only when the first chunk is stored. Raises ConsentRequired unless everybody present agrees.
    """
    if open_one := running(room.session):
        return open_one
    if consents.missing(room.session):
        raise ConsentRequired
    recording = room.session.recordings.create(tenant_id=room.session.tenant_id, started_by=room.mine)
    room.append(events.RecordingRequested(recording=recording.pk))
    audit.record("recording.requested", recording.pk, by=room.by, session=str(room.session.pk))
    return recording


@internal
def confirm(room: LockedRoom, *, recording_id: UUID) -> None:
    """Confirm that recording has started: the store holds the first chunk."""
    if recording := _in_state(room, recording_id, State.REQUESTED):
        room.save(recording, started_at=room.at)
        _move(room, recording, State.RECORDING, events.RecordingStarted(recording=recording.pk))


@internal
def resume(room: LockedRoom, *, recording_id: UUID) -> None:
    """Resume an interrupted recording: its recorder, or another one, reports again."""
    if recording := _in_state(room, recording_id, State.INTERRUPTED):
        _move(room, recording, State.RECORDING, events.RecordingResumed(recording=recording.pk))


@internal
def interrupt(room: LockedRoom, *, recording_id: UUID) -> None:
    """Interrupt a recording whose recorder is silent, and make what it stored watchable. The recorder may come back."""
    recording = _in_state(room, recording_id, State.RECORDING)
    if recording and _silent(recording, timings().recorder_silence):
        _move(room, recording, State.INTERRUPTED, events.RecordingInterrupted(recording=recording.pk))
        jobs.finalize.enqueue(str(recording.pk))


@internal
def give_up(room: LockedRoom, *, recording_id: UUID) -> None:
    """Stop a recording that stays silent: soon when it never began or the room is empty, later while people are in it."""
    recording = _in_state(room, recording_id, *Recording.OPEN)
    if recording and _silent(recording, _patience(room, recording)):
        stop.inside(room, why="silence")


def _patience(room: LockedRoom, recording: Recording) -> float:
    if recording.state == State.REQUESTED:
        return timings().first_chunk
    is_occupied = room.session.participants.filter(presence__in=Participant.HERE).exists()
    return timings().recorder_lost if is_occupied else timings().recorder_silence


def _in_state(room: LockedRoom, recording_id: UUID, *states: State) -> Recording | None:
    return room.session.recordings.filter(pk=recording_id, state__in=states).first()


def _silent(recording: Recording, seconds: float) -> bool:
    return Recording.objects.of(recording.tenant_id).silent(seconds).filter(pk=recording.pk).exists()


def _move(room: LockedRoom, recording: Recording, state: State, event: events.Event) -> None:
    room.save(recording, state=state)
    room.append(event)
    audit.record(event.type, recording.pk, by=room.actor, tenant_id=recording.tenant_id)
