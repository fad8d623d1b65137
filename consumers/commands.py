"""What a browser may say: `hello` and the like about the connection, signals to other browsers, and commands.

A command states the wanted state, never toggles, and carries an id: sent again, it does nothing and is answered again.
Its fields are the arguments of the verb of the same name (`interviews.rooms.VERBS`).
"""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError


def _without_nul(text: str) -> str:
    if "\0" in text:  # PostgreSQL cannot store it
        raise ValueError("Null characters are not allowed.")
    return text


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("Must not be blank.")
    return text


Text = Annotated[str, Field(max_length=4000), AfterValidator(_without_nul)]
Said = Annotated[Text, AfterValidator(_not_blank)]
Short = Annotated[str, Field(max_length=200), AfterValidator(_without_nul)]
Criterion = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_ -]{0,39}$")]
Level = Annotated[int, Field(ge=1, le=5)]


class Frame(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    type: str


class Position(BaseModel):
    """The last event of each stream the client has applied. Guests leave `staff` out."""

    model_config = ConfigDict(extra="forbid", strict=True)
    all: int = Field(ge=0)
    staff: int = Field(default=0, ge=0)


class Hello(Frame):
    """The first frame: enter the room, from this tab, resuming after `position` if there is one."""

    type: Literal["hello"] = "hello"
    tab: UUID
    epoch: UUID | None = None
    position: Position | None = None


class Applied(Frame):
    """Events applied so far; opens the send window. Due every 32 events or second."""

    type: Literal["position"] = "position"
    all: int = Field(ge=0)
    staff: int = Field(default=0, ge=0)


class Ping(Frame):
    type: Literal["ping"] = "ping"


class Pong(Frame):
    type: Literal["pong"] = "pong"


class Signal(Frame):
    """To another browser, at most once: SDP, ICE candidates, speaking, typing, quality. `to` null is everybody."""

    type: Literal["signal"] = "signal"
    to: UUID | None = None
    to_conn: int | None = None
    payload: dict[str, Any]


class Report(Frame):
    """The recorder's sign of life, every 2 s."""

    type: Literal["recording.report"] = "recording.report"
    recording: UUID
    track: str = Field(max_length=64)
    last_seq: int = Field(ge=-1)
    queued_bytes: int = Field(ge=0)


class Command(Frame):
    """A wish that a verb carries out. Answered by `ack` or `error` with the same id."""

    id: UUID

    def arguments(self) -> dict[str, Any]:
        """Only what was said: verbs have defaults of their own."""
        return {name: getattr(self, name) for name in self.model_fields_set if name not in ("type", "id")}


class Leave(Command):
    type: Literal["session.leave"] = "session.leave"


class LockSession(Command):
    type: Literal["session.lock"] = "session.lock"
    locked: bool


class ExtendSession(Command):
    type: Literal["session.extend"] = "session.extend"
    ends_at: AwareDatetime


class EndSession(Command):
    type: Literal["session.end"] = "session.end"


class SetMute(Command):
    """One's own microphone, or as host another's: then only `muted: true`."""

    type: Literal["mute.set"] = "mute.set"
    muted: bool
    participant: UUID | None = None


class SetCamera(Command):
    """One's own camera, or as host another's: then only `camera_on: false`."""

    type: Literal["camera.set"] = "camera.set"
    camera_on: bool
    participant: UUID | None = None


class SetScreen(Command):
    type: Literal["screen.set"] = "screen.set"
    sharing: bool


class SetHand(Command):
    type: Literal["hand.set"] = "hand.set"
    raised: bool
    participant: UUID | None = None


class SendChat(Command):
    """`to` names the waiting person when the channel is the lobby."""

    type: Literal["chat.send"] = "chat.send"
    text: Said
    channel: Literal["room", "staff", "lobby"] = "room"
    to: UUID | None = None


class SetConsent(Command):
    type: Literal["consent.set"] = "consent.set"
    granted: bool
    purpose: Literal["recording"] = "recording"


class Admit(Command):
    type: Literal["participant.admit"] = "participant.admit"
    participant: UUID


class Deny(Command):
    type: Literal["participant.deny"] = "participant.deny"
    participant: UUID


class Remove(Command):
    type: Literal["participant.remove"] = "participant.remove"
    participant: UUID


class AddNote(Command):
    type: Literal["note.add"] = "note.add"
    text: Said


class SetTags(Command):
    type: Literal["tags.set"] = "tags.set"
    tags: list[Annotated[str, Field(max_length=60), AfterValidator(_without_nul)]] = Field(max_length=20)


class StartQuestion(Command):
    type: Literal["question.start"] = "question.start"
    question: Annotated[Short, AfterValidator(_not_blank)]


class FinishQuestion(Command):
    type: Literal["question.finish"] = "question.finish"
    question: Annotated[Short, AfterValidator(_not_blank)]


class SetScore(Command):
    """Part of one's own card; what is left out stays as it is."""

    type: Literal["score.set"] = "score.set"
    scores: dict[Criterion, Level | None] = Field(default={}, max_length=20)
    evidence: dict[Criterion, Text] = Field(default={}, max_length=20)
    notes: Text | None = None
    recommendation: Short | None = None


class SubmitScore(Command):
    """One's own card with a last change, if any; from now on the others' submitted cards can be read."""

    type: Literal["score.submit"] = "score.submit"
    scores: dict[Criterion, Level | None] = Field(default={}, max_length=20)
    evidence: dict[Criterion, Text] = Field(default={}, max_length=20)
    notes: Text | None = None
    recommendation: Short | None = None


class StartRecording(Command):
    type: Literal["recording.start"] = "recording.start"


class StopRecording(Command):
    type: Literal["recording.stop"] = "recording.stop"


AnyCommand = (
    Leave
    | LockSession
    | ExtendSession
    | EndSession
    | SetMute
    | SetCamera
    | SetScreen
    | SetHand
    | SendChat
    | SetConsent
    | Admit
    | Deny
    | Remove
    | AddNote
    | SetTags
    | StartQuestion
    | FinishQuestion
    | SetScore
    | SubmitScore
    | StartRecording
    | StopRecording
)
Incoming = Annotated[Hello | Applied | Ping | Pong | Signal | Report | AnyCommand, Field(discriminator="type")]
ADAPTER: TypeAdapter[Incoming] = TypeAdapter(Incoming)


class _Identified(BaseModel):
    id: UUID


def id_in(text: str) -> UUID | None:
    """The id of a frame that is wrong in some other way, so that its sender knows which one was refused."""
    try:
        return _Identified.model_validate_json(text).id
    except ValidationError:
        return None
