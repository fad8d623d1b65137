"""The room's state as the fold of its log: `apply(state, event)` is pure, and the same in Python and `room_state.js`.

The state has two halves, one per stream. Applying an event of one stream never reads the other.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from interviews.room import events as e
from interviews.vocabulary import LOBBY_MESSAGES, Role


class Person(BaseModel):
    """A person who has entered the room at least once."""

    name: str
    role: Role
    presence: Literal["present", "away", "left", "removed"] = "present"
    muted: bool = False
    camera_on: bool = True
    sharing: bool = False
    hand_raised: bool = False


class RecordingNow(BaseModel):
    """The newest recording and its state."""

    id: UUID
    state: Literal["requested", "recording", "interrupted", "finalizing", "ready", "partial", "failed"]


class AllState(BaseModel):
    """The half that everybody in the room may see."""

    status: Literal["scheduled", "live", "ended"] = "scheduled"
    locked: bool = False
    ends_at: datetime | None = None
    participants: dict[UUID, Person] = {}
    consents: dict[UUID, bool] = {}
    consent_texts: dict[UUID, str] = {}
    recording: RecordingNow | None = None


class LobbyMessage(BaseModel):
    name: str
    text: str


class Waiting(BaseModel):
    """A person in the waiting room."""

    name: str
    role: Role
    messages: list[LobbyMessage] = []


class StaffState(BaseModel):
    """The half that only staff may see. `waiting` is in order of arrival, `submitted` is member → revision of the card."""

    waiting: dict[UUID, Waiting] = {}
    tags: list[str] = []
    question: str | None = None
    submitted: dict[str, int] = {}


class RoomState(BaseModel):
    all: AllState = AllState()
    staff: StaffState = StaffState()


def empty() -> RoomState:
    return RoomState(
        all=AllState(participants={}, consents={}, consent_texts={}),
        staff=StaffState(waiting={}, tags=[], submitted={}),
    )


def apply(state: RoomState, event: e.AnyEvent) -> None:
    """Change `state` by the next event of its log. Raises KeyError when the event names a person who never joined."""
    if event.stream == "all":
        _apply_all(state.all, event)
    else:
        _apply_staff(state.staff, event)


def _apply_all(room: AllState, event: e.AnyEvent) -> None:  # noqa: C901, PLR0912 -- one flat table of cases
    match event:
        case e.ParticipantJoined():
            room.participants[event.participant] = Person(
                name=event.name, role=event.role, muted=event.muted, camera_on=event.camera_on
            )
        case e.ParticipantAway():
            room.participants[event.participant].presence = "away"
        case e.ParticipantBack():
            room.participants[event.participant].presence = "present"
        case e.ParticipantLeft():
            _gone(room.participants[event.participant], "left")
        case e.ParticipantRemoved():
            _gone(room.participants[event.participant], "removed")
        case e.MuteChanged():
            room.participants[event.participant].muted = event.muted
        case e.CameraChanged():
            room.participants[event.participant].camera_on = event.camera_on
        case e.ScreenChanged():
            room.participants[event.participant].sharing = event.sharing
        case e.HandChanged():
            room.participants[event.participant].hand_raised = event.raised
        case e.ConsentChanged():
            room.consents[event.participant] = event.granted
            room.consent_texts[event.participant] = event.version
        case e.SessionStarted():
            room.status = "live"
        case e.SessionEnded():
            room.status = "ended"
        case e.SessionLocked():
            room.locked = True
        case e.SessionUnlocked():
            room.locked = False
        case e.SessionExtended():
            room.ends_at = event.ends_at
        case _:
            _apply_recording(room, event)


def _apply_recording(room: AllState, event: e.AnyEvent) -> None:
    match event:
        case e.RecordingRequested():
            room.recording = RecordingNow(id=event.recording, state="requested")
        case e.RecordingStarted() | e.RecordingResumed():
            _recording(room, event.recording, "recording")
        case e.RecordingInterrupted():
            _recording(room, event.recording, "interrupted")
        case e.RecordingStopped():
            _recording(room, event.recording, "finalizing")
        case e.RecordingReady():
            _recording(room, event.recording, "ready" if event.complete else "partial")
        case e.RecordingFailed():
            _recording(room, event.recording, "failed")


def _recording(
    room: AllState,
    recording: UUID,
    now: Literal["recording", "interrupted", "finalizing", "ready", "partial", "failed"],
) -> None:
    """Set the state of the newest recording; an older one may become ready after a newer one began."""
    if room.recording and room.recording.id == recording:
        room.recording.state = now


def _gone(person: Person, how: Literal["left", "removed"]) -> None:
    person.presence = how
    person.sharing = person.hand_raised = False


def _apply_staff(staff: StaffState, event: e.AnyEvent) -> None:
    match event:
        case e.ParticipantKnocked():
            staff.waiting[event.participant] = Waiting(name=event.name, role=event.role, messages=[])
        case e.ParticipantAdmitted() | e.ParticipantDenied() | e.ParticipantWithdrew():
            staff.waiting.pop(event.participant, None)
        case e.ChatSent(channel="lobby", to=UUID() as person) if person in staff.waiting:
            messages = staff.waiting[person].messages
            messages.append(LobbyMessage(name=event.name, text=event.text))
            del messages[:-LOBBY_MESSAGES]
        case e.TagsChanged():
            staff.tags = list(event.tags)
        case e.QuestionStarted():
            staff.question = event.question
        case e.QuestionDone():
            staff.question = None
        case e.ScoreSubmitted() | e.ScoreAmended():
            staff.submitted[event.member] = event.revision
