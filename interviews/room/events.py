"""Every event of a room, declared once.

From a class here come the row in the log, the frame on the wire, the fold in `state.py`, the AsyncAPI document, the
browser's types and the reviewer's timeline. Fields are only ever added. New events forbid unknown fields; stored ones
are read ignoring unknown fields, and unknown types are skipped, so that old logs and rolling deploys work.

Stream `all` reaches everybody in the room, stream `staff` never reaches a candidate. Each has gap-free numbers of its
own, so a candidate can neither read nor count what staff do.
"""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from typing_extensions import TypedDict  # pydantic cannot read the standard one before Python 3.12

from interviews.vocabulary import Role, Tag

Stream = Literal["all", "staff"]
STREAMS: tuple[Stream, ...] = ("all", "staff")


class EventPosition(TypedDict):
    """The position of an event in its log: `{"stream": "all", "seq": 42}`."""

    stream: Stream
    seq: int


class Event(BaseModel):
    """A fact about one interview, in the past tense."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    home: ClassVar[Stream] = "all"
    type: str

    @property
    def stream(self) -> Stream:
        return self.home


class StaffEvent(Event):
    """A fact that is never sent to a candidate."""

    home: ClassVar[Stream] = "staff"


class ParticipantJoined(Event):
    """A person entered the room, for the first time or again after leaving."""

    type: Literal["participant.joined"] = "participant.joined"
    participant: UUID
    name: str
    role: Role
    muted: bool
    camera_on: bool


class ParticipantAway(Event):
    """A person's last connection was lost; they are expected back."""

    type: Literal["participant.away"] = "participant.away"
    participant: UUID


class ParticipantBack(Event):
    """A person who was away is connected again."""

    type: Literal["participant.back"] = "participant.back"
    participant: UUID


class ParticipantLeft(Event):
    """A person left: by their own wish, because their connection stayed lost, or with the end of the session."""

    type: Literal["participant.left"] = "participant.left"
    participant: UUID
    reason: Literal["leave", "lease", "ended"]


class ParticipantRemoved(Event):
    """A host removed a person, whose link works again only after they are re-admitted."""

    type: Literal["participant.removed"] = "participant.removed"
    participant: UUID


class MuteChanged(Event):
    """A person's microphone was muted or unmuted. A host can mute others, never unmute them."""

    type: Literal["mute.changed"] = "mute.changed"
    participant: UUID
    muted: bool


class CameraChanged(Event):
    """A person's camera was turned on or off."""

    type: Literal["camera.changed"] = "camera.changed"
    participant: UUID
    camera_on: bool


class ScreenChanged(Event):
    """A person began or stopped sharing their screen."""

    type: Literal["screen.changed"] = "screen.changed"
    participant: UUID
    sharing: bool


class HandChanged(Event):
    """A person raised or lowered their hand."""

    type: Literal["hand.changed"] = "hand.changed"
    participant: UUID
    raised: bool


class ChatSent(Event):
    """A person wrote: to the whole room, among staff, or to one person in the waiting room."""

    type: Literal["chat.sent"] = "chat.sent"
    channel: Literal["room", "staff", "lobby"]
    name: str
    text: str
    to: UUID | None = None

    @property
    def stream(self) -> Stream:
        return "all" if self.channel == "room" else "staff"


class ConsentChanged(Event):
    """A person agreed, declined or withdrew for one purpose."""

    type: Literal["consent.changed"] = "consent.changed"
    participant: UUID
    purpose: Literal["recording"]
    granted: bool
    version: str = "2026-11"  # of the text that was shown; older events carry none, and had this text


class RecordingRequested(Event):
    """Recording was asked for; nothing is stored yet."""

    type: Literal["recording.requested"] = "recording.requested"
    recording: UUID


class RecordingStarted(Event):
    """The first chunk is safely in the store."""

    type: Literal["recording.started"] = "recording.started"
    recording: UUID


class RecordingInterrupted(Event):
    """The recorder has not reported for too long; what it stored is safe."""

    type: Literal["recording.interrupted"] = "recording.interrupted"
    recording: UUID


class RecordingResumed(Event):
    """The recorder, or another in its place, is storing again."""

    type: Literal["recording.resumed"] = "recording.resumed"
    recording: UUID


class RecordingStopped(Event):
    """Recording has ended; the finalizer makes the file."""

    type: Literal["recording.stopped"] = "recording.stopped"
    recording: UUID


class RecordingReady(Event):
    """The file can be watched. `complete` is false while a known chunk is missing."""

    type: Literal["recording.ready"] = "recording.ready"
    recording: UUID
    duration_ms: int
    complete: bool


class RecordingFailed(Event):
    """Nothing playable could be made; what the store holds is kept."""

    type: Literal["recording.failed"] = "recording.failed"
    recording: UUID


class SessionStarted(Event):
    """The first person entered."""

    type: Literal["session.started"] = "session.started"


class SessionLocked(Event):
    """The room was locked: newcomers stay in the waiting room."""

    type: Literal["session.locked"] = "session.locked"


class SessionUnlocked(Event):
    """The room was unlocked: people can enter again."""

    type: Literal["session.unlocked"] = "session.unlocked"


class SessionExtended(Event):
    """The planned end was moved."""

    type: Literal["session.extended"] = "session.extended"
    ends_at: datetime


class SessionEnded(Event):
    """The interview is over for everyone; only scorecards and recordings go on."""

    type: Literal["session.ended"] = "session.ended"


class ParticipantKnocked(StaffEvent):
    """A person came to the waiting room."""

    type: Literal["participant.knocked"] = "participant.knocked"
    participant: UUID
    name: str
    role: Role


class ParticipantAdmitted(StaffEvent):
    """A person was admitted from the waiting room, by a host or because staff arrived."""

    type: Literal["participant.admitted"] = "participant.admitted"
    participant: UUID


class ParticipantDenied(StaffEvent):
    """A person in the waiting room was turned away."""

    type: Literal["participant.denied"] = "participant.denied"
    participant: UUID


class ParticipantWithdrew(StaffEvent):
    """A person left the waiting room before being admitted."""

    type: Literal["participant.withdrew"] = "participant.withdrew"
    participant: UUID


class NoteAdded(StaffEvent):
    """A member of staff wrote a note, at this moment of the interview."""

    type: Literal["note.added"] = "note.added"
    name: str
    text: str


class TagsChanged(StaffEvent):
    """The session's tags changed; the event holds all of them."""

    type: Literal["tags.changed"] = "tags.changed"
    tags: list[Tag]


class QuestionStarted(StaffEvent):
    """The panel began a question of the kit."""

    type: Literal["question.started"] = "question.started"
    question: str


class QuestionDone(StaffEvent):
    """The panel finished a question of the kit."""

    type: Literal["question.done"] = "question.done"
    question: str


class ScoreSubmitted(StaffEvent):
    """An interviewer submitted a scorecard. The event carries no values: those who may read the card fetch it."""

    type: Literal["score.submitted"] = "score.submitted"
    member: str
    revision: int


class ScoreAmended(StaffEvent):
    """An interviewer changed a scorecard after submitting it."""

    type: Literal["score.amended"] = "score.amended"
    member: str
    revision: int


class ScoreChanged(StaffEvent):
    """One value of a draft changed; sent only in tenants that chose open scores."""

    type: Literal["score.changed"] = "score.changed"
    member: str
    criterion: str
    value: int | None


AnyEvent = Annotated[
    ParticipantJoined
    | ParticipantAway
    | ParticipantBack
    | ParticipantLeft
    | ParticipantRemoved
    | MuteChanged
    | CameraChanged
    | ScreenChanged
    | HandChanged
    | ChatSent
    | ConsentChanged
    | RecordingRequested
    | RecordingStarted
    | RecordingInterrupted
    | RecordingResumed
    | RecordingStopped
    | RecordingReady
    | RecordingFailed
    | SessionStarted
    | SessionLocked
    | SessionUnlocked
    | SessionExtended
    | SessionEnded
    | ParticipantKnocked
    | ParticipantAdmitted
    | ParticipantDenied
    | ParticipantWithdrew
    | NoteAdded
    | TagsChanged
    | QuestionStarted
    | QuestionDone
    | ScoreSubmitted
    | ScoreAmended
    | ScoreChanged,
    Field(discriminator="type"),
]
ADAPTER: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent)


class Envelope(BaseModel):
    """The fields that every event has on the wire and in the log. `by` is a participant, or null for the service."""

    stream: Stream
    seq: int
    id: UUID
    at: datetime
    by: UUID | None


def read(frame: dict[str, Any]) -> AnyEvent | None:
    """The event in a stored or received frame, or None when this version does not know its type.

    Raises ValidationError for a known type with wrong fields: a damaged log must be noticed.
    """
    try:
        return ADAPTER.validate_python(frame, extra="ignore")
    except ValidationError as error:
        if any(problem["type"] == "union_tag_invalid" for problem in error.errors()):
            return None
        raise
