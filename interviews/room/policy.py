"""Who may do what, in which state: one table, read by REST, by sockets and by the tests. Each command declares its row."""

from datetime import datetime
from typing import Final, get_args

from core.actors import Actor
from core.errors import Conflict, Forbidden, Gone, SessionEnded
from interviews.models import Participant, VideoSession
from interviews.room.commands import AnyCommand, Enter, Rule
from interviews.vocabulary import HOST, PANEL, Role

# Verbs without a command of their own on the socket: an interview is edited, and people are invited, by REST.
EDIT, INVITE = "session.edit", "invitation.send"

RULES: Final[dict[str, Rule]] = {command.wire_name(): command.rule for command in (Enter, *get_args(AnyCommand))} | {
    EDIT: Rule(HOST, inside=False),
    INVITE: Rule(PANEL, inside=False),
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


def role_of(session: VideoSession, actor: Actor) -> Role | None:
    """The part of a member of staff who is not on the panel, or None when this interview is not theirs."""
    if actor.member_pk == session.created_by_id or (actor.can("interview.join_any") and actor.can("interview.host")):
        return Role.HOST
    return None


def panel_role(actor: Actor) -> Role:
    """The part of a member of staff who is put on the panel."""
    return Role.INTERVIEWER if actor.can("score.write") else Role.OBSERVER
