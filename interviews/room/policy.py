"""Authorisation: one table of rules, used by REST, sockets, pages and tests. Each command declares its own row."""

from datetime import datetime
from typing import Final, get_args

from core.actors import Actor
from core.errors import Conflict, Forbidden, Gone, InterviewEnded
from interviews.models import Invitation, Participant, VideoSession
from interviews.room.commands import AnyCommand, Enter, Rule
from interviews.vocabulary import HOST, PANEL, Role

# REST only: these verbs have no command on the socket.
EDIT, INVITE = "session.edit", "invitation.send"

RULES: Final[dict[str, Rule]] = {command.wire_name(): command.rule for command in (Enter, *get_args(AnyCommand))} | {
    EDIT: Rule(HOST, inside=False),
    INVITE: Rule(PANEL, inside=False),
}


def authorise(command: str, *, session: VideoSession, me: Participant | None) -> None:
    """Apply the rule of a command. `me` must have been read under the room's lock.

    Raises Forbidden, InterviewEnded, or Conflict when the state or the person's place does not allow it.
    """
    rule = RULES[command]
    if me is None or me.role not in rule.roles:
        raise Forbidden
    if me.presence == Participant.Presence.REMOVED and command != "session.enter":
        raise Forbidden("You were removed from this interview.", code="removed")
    if session.status not in rule.states:
        raise InterviewEnded if session.ended_at else Conflict
    if rule.inside and not (me.is_here or (rule.waiting and me.lobby == Participant.Lobby.WAITING)):
        raise Conflict("Join the interview first.", code="not_joined")


def is_link_good(link: Invitation, session: VideoSession, *, at: datetime) -> bool:
    """Whether a link works: never once revoked; once expired, only while the interview is live, so a reload or another
    device does not shut a candidate out of an interview that runs late."""
    return link.revoked_at is None and (at < link.expires_at or session.status == "live")


def refuse_dead_link(session: VideoSession, person: Participant, *, at: datetime) -> None:
    """Raise Gone for a guest who was sent links of which none works any more."""
    links = list(person.invitations.all())
    if links and not any(is_link_good(link, session, at=at) for link in links):
        raise Gone


def role_of(session: VideoSession, actor: Actor) -> Role | None:
    """The role that a member without a participant row gets at their first verb, or None when they may not join."""
    if actor.member_pk == session.created_by_id or (actor.can("interview.join_any") and actor.can("interview.host")):
        return Role.HOST
    return None


def part_of(session: VideoSession, actor: Actor, me: Participant | None) -> Role | None:
    """The actor's role in a session: that of their participant row, else the one their first verb would give them."""
    return Role(me.role) if me else role_of(session, actor)


def may(command: str, session: VideoSession, role: Role | None) -> bool:
    """Whether a role may give a command in the session's state, so that pages offer exactly that. The verb checks again
    under the room's lock, including whether the person is in the room."""
    rule = RULES[command]
    return role in rule.roles and session.status in rule.states


def panel_role(actor: Actor) -> Role:
    """The role of a member who is put on the panel."""
    return Role.INTERVIEWER if actor.can("score.write") else Role.OBSERVER
