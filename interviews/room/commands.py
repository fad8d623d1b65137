"""Every command that a person may send to a room, declared once.

From a class here come the socket's parser, the REST body, the row in `policy.RULES`, the AsyncAPI entry and the
browser's types. Its fields are the arguments of the verb of the same name (`interviews.verbs.VERBS`).

A command states the wanted state, never toggles, and carries an id (idempotency key): sent again, it changes nothing
and gets the same answer.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Final, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from interviews.vocabulary import (
    CRITERIA_MAX,
    EVERYBODY,
    HOST,
    PANEL,
    SPEAKERS,
    STAFF,
    TAGS_MAX,
    CardNotes,
    ChatText,
    ConsentVersion,
    CriterionName,
    Evidence,
    Level,
    NoteText,
    QuestionName,
    RecommendationName,
    Role,
    Tag,
)

OPEN: Final = frozenset({"scheduled", "live"})
ALWAYS: Final = frozenset({"scheduled", "live", "ended"})


@dataclass(frozen=True, slots=True)
class Rule:
    """The condition of a command: the actor's role, the session's state, and the actor's place: `inside` the room, or
    also in the waiting room (`waiting`)."""

    roles: frozenset[Role]
    states: frozenset[str] = OPEN
    inside: bool = True
    waiting: bool = False


class IncomingFrame(BaseModel):
    """Any frame that a client sends. Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    type: str


class Command(IncomingFrame):
    """A request that a verb carries out. Answered by `ack` or `error` with the same id."""

    rule: ClassVar[Rule]
    id: UUID

    @classmethod
    def wire_name(cls) -> str:
        """The command's name: `mute.set`."""
        return str(cls.model_fields["type"].default)

    def arguments(self) -> dict[str, Any]:
        """The fields that the client sent; for the others the verb has defaults: `{"muted": true}`."""
        return {name: getattr(self, name) for name in self.model_fields_set if name not in ("type", "id")}


class Enter(Command):
    """Enter the room or its waiting room. Sent as `hello` by socket, as `join/` by REST."""

    type: Literal["session.enter"] = "session.enter"
    rule: ClassVar[Rule] = Rule(EVERYBODY, inside=False)


class Leave(Command):
    type: Literal["session.leave"] = "session.leave"
    rule: ClassVar[Rule] = Rule(EVERYBODY, inside=False)


class LockSession(Command):
    type: Literal["session.lock"] = "session.lock"
    rule: ClassVar[Rule] = Rule(HOST)
    locked: bool


class ExtendSession(Command):
    type: Literal["session.extend"] = "session.extend"
    rule: ClassVar[Rule] = Rule(HOST, inside=False)
    ends_at: AwareDatetime


class EndSession(Command):
    type: Literal["session.end"] = "session.end"
    rule: ClassVar[Rule] = Rule(HOST, inside=False)


class SetMute(Command):
    """Mute or unmute the actor's microphone. A host may name another person, and only mute them."""

    type: Literal["mute.set"] = "mute.set"
    rule: ClassVar[Rule] = Rule(SPEAKERS)
    muted: bool
    participant: UUID | None = None


class SetCamera(Command):
    """Turn the actor's camera on or off. A host may name another person, and only turn theirs off."""

    type: Literal["camera.set"] = "camera.set"
    rule: ClassVar[Rule] = Rule(SPEAKERS)
    camera_on: bool
    participant: UUID | None = None


class SetScreen(Command):
    type: Literal["screen.set"] = "screen.set"
    rule: ClassVar[Rule] = Rule(SPEAKERS)
    sharing: bool


class SetHand(Command):
    type: Literal["hand.set"] = "hand.set"
    rule: ClassVar[Rule] = Rule(EVERYBODY)
    raised: bool
    participant: UUID | None = None


class SendChat(Command):
    """Send a chat message. `to` names the waiting person when the channel is `lobby`."""

    type: Literal["chat.send"] = "chat.send"
    rule: ClassVar[Rule] = Rule(EVERYBODY, waiting=True)
    text: ChatText
    channel: Literal["room", "staff", "lobby"] = "room"
    to: UUID | None = None


class SetConsent(Command):
    """Agree or decline. `version` names the text that was shown; agreeing to an outdated text is refused."""

    type: Literal["consent.set"] = "consent.set"
    rule: ClassVar[Rule] = Rule(EVERYBODY, inside=False)
    granted: bool
    purpose: Literal["recording"] = "recording"
    version: ConsentVersion | None = None


class Admit(Command):
    type: Literal["participant.admit"] = "participant.admit"
    rule: ClassVar[Rule] = Rule(PANEL)
    participant: UUID


class Deny(Command):
    type: Literal["participant.deny"] = "participant.deny"
    rule: ClassVar[Rule] = Rule(PANEL)
    participant: UUID


class Remove(Command):
    type: Literal["participant.remove"] = "participant.remove"
    rule: ClassVar[Rule] = Rule(HOST)
    participant: UUID


class AddNote(Command):
    type: Literal["note.add"] = "note.add"
    rule: ClassVar[Rule] = Rule(STAFF, ALWAYS, inside=False)
    text: NoteText


class SetTags(Command):
    type: Literal["tags.set"] = "tags.set"
    rule: ClassVar[Rule] = Rule(PANEL, ALWAYS, inside=False)
    tags: list[Tag] = Field(max_length=TAGS_MAX)


class StartQuestion(Command):
    type: Literal["question.start"] = "question.start"
    rule: ClassVar[Rule] = Rule(PANEL)
    question: QuestionName


class FinishQuestion(Command):
    type: Literal["question.finish"] = "question.finish"
    rule: ClassVar[Rule] = Rule(PANEL)
    question: QuestionName


class CardCommand(Command):
    """A change of the actor's own scorecard; what is left out stays as it is."""

    rule: ClassVar[Rule] = Rule(PANEL, ALWAYS, inside=False)
    scores: dict[CriterionName, Level | None] = Field(default={}, max_length=CRITERIA_MAX)
    evidence: dict[CriterionName, Evidence] = Field(default={}, max_length=CRITERIA_MAX)
    notes: CardNotes | None = None
    recommendation: RecommendationName | None = None


class SetScore(CardCommand):
    """Change a part of the actor's own card; what is left out stays as it is."""

    type: Literal["score.set"] = "score.set"


class SubmitScore(CardCommand):
    """Submit the actor's own card, with a last change if any; then the others' submitted cards can be read."""

    type: Literal["score.submit"] = "score.submit"


class StartRecording(Command):
    type: Literal["recording.start"] = "recording.start"
    rule: ClassVar[Rule] = Rule(PANEL)


class StopRecording(Command):
    type: Literal["recording.stop"] = "recording.stop"
    rule: ClassVar[Rule] = Rule(PANEL, ALWAYS, inside=False)


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
