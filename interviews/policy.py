"""Who may do what, in which state: one table, read by REST, by sockets and by the tests."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.actors import Actor
from core.errors import Conflict, Forbidden, Gone, SessionEnded
from interviews.models import Participant, VideoSession

HOST: Final = frozenset({"host"})
PANEL: Final = frozenset({"host", "interviewer"})
STAFF: Final = frozenset({"host", "interviewer", "observer"})
EVERYBODY: Final = frozenset({"host", "interviewer", "observer", "candidate", "guest"})
SPEAKERS: Final = EVERYBODY - {"observer"}

BEFORE: Final = frozenset({"scheduled"})
OPEN: Final = frozenset({"scheduled", "live"})
ALWAYS: Final = frozenset({"scheduled", "live", "ended"})


@dataclass(frozen=True, slots=True)
class Rule:
    """`roles` of the acting participant, `states` of the session, and where one must be: `inside` the room, or also
    `waiting` before its door."""

    roles: frozenset[str]
    states: frozenset[str] = OPEN
    inside: bool = True
    waiting: bool = False


RULES: Final[dict[str, Rule]] = {
    "session.enter": Rule(EVERYBODY, inside=False),
    "session.leave": Rule(EVERYBODY, inside=False),
    "session.lock": Rule(HOST),
    "session.extend": Rule(HOST, inside=False),
    "session.end": Rule(HOST, inside=False),
    "session.edit": Rule(HOST, inside=False),
    "invitation.send": Rule(PANEL, inside=False),
    "mute.set": Rule(SPEAKERS),
    "camera.set": Rule(SPEAKERS),
    "screen.set": Rule(SPEAKERS),
    "hand.set": Rule(EVERYBODY),
    "chat.send": Rule(EVERYBODY, waiting=True),
    "consent.set": Rule(EVERYBODY, inside=False),
    "participant.admit": Rule(PANEL),
    "participant.deny": Rule(PANEL),
    "participant.remove": Rule(HOST),
    "note.add": Rule(STAFF, ALWAYS, inside=False),
    "tags.set": Rule(PANEL, ALWAYS, inside=False),
    "question.start": Rule(PANEL),
    "question.finish": Rule(PANEL),
    "score.set": Rule(PANEL, ALWAYS, inside=False),
    "score.submit": Rule(PANEL, ALWAYS, inside=False),
    "recording.start": Rule(PANEL),
    "recording.stop": Rule(PANEL, ALWAYS, inside=False),
}


def authorise(command: str, *, session: VideoSession, me: Participant | None) -> None:
    """Raises Forbidden, SessionEnded or Conflict; `me` was read under the room's lock."""
    rule = RULES[command]
    if me is None or me.role not in rule.roles:
        raise Forbidden
    if me.presence == Participant.Presence.REMOVED and command != "session.enter":
        raise Forbidden("You were removed from this interview.", code="removed")
    if session.status not in rule.states:
        raise SessionEnded if session.ended_at else Conflict
    if rule.inside and not (me.is_here or (rule.waiting and me.lobby == Participant.Lobby.WAITING)):
        raise Conflict("Join the interview first.", code="not_joined")


def refuse_dead_link(person: Participant, *, at: datetime) -> None:
    """Refuse, with Gone, a guest whose links were all revoked or have expired; running late throws nobody out."""
    links = list(person.invitations.values_list("revoked_at", "expires_at"))
    if links and not any(revoked is None and (at < expires or person.is_here) for revoked, expires in links):
        raise Gone


def role_of(session: VideoSession, actor: Actor) -> str | None:
    """The part of a member of staff who is not on the panel, or None when this interview is not theirs."""
    if actor.member_pk == session.created_by_id or (actor.can("interview.join_any") and actor.can("interview.host")):
        return "host"
    return None


def panel_role(actor: Actor) -> str:
    """The part of a member of staff who is put on the panel."""
    return "interviewer" if actor.can("score.write") else "observer"
