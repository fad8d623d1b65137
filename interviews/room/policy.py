"""Who may do what, in which state: one table, read by REST, by sockets and by the tests. Each command declares its row."""

from datetime import datetime
from typing import Final, get_args

from core.actors import Actor
from core.errors import Conflict, Forbidden, Gone, SessionIsOver
from interviews.models import Invitation, Participant, VideoSession
from interviews.room.commands import AnyCommand, Enter, Rule
from interviews.vocabulary import HOST, PANEL, Role

# Verbs without a command of their own on the socket: an interview is edited, and people are invited, by REST.
EDIT, INVITE = "session.edit", "invitation.send"

RULES: Final[dict[str, Rule]] = {command.wire_name(): command.rule for command in (Enter, *get_args(AnyCommand))} | {
    EDIT: Rule(HOST, inside=False),
    INVITE: Rule(PANEL, inside=False),
}


def authorise(command: str, *, session: VideoSession, me: Participant | None) -> None:
    """Raises Forbidden, SessionIsOver or Conflict; `me` was read under the room's lock."""
    rule = RULES[command]
    if me is None or me.role not in rule.roles:
        raise Forbidden
    if me.presence == Participant.Presence.REMOVED and command != "session.enter":
        raise Forbidden("You were removed from this interview.", code="removed")
    if session.status not in rule.states:
        raise SessionIsOver if session.ended_at else Conflict
    if rule.inside and not (me.is_here or (rule.waiting and me.lobby == Participant.Lobby.WAITING)):
        raise Conflict("Join the interview first.", code="not_joined")


def is_link_good(link: Invitation, session: VideoSession, *, at: datetime) -> bool:
    """A revoked link never works again. An expired one works while the interview runs: a reload, or another device,
    shuts no candidate out of an interview that runs late."""
    return link.revoked_at is None and (at < link.expires_at or session.status == "live")


def refuse_dead_link(session: VideoSession, person: Participant, *, at: datetime) -> None:
    """Refuse, with Gone, a guest of `session` who has been sent links of which none works any more."""
    links = list(person.invitations.all())
    if links and not any(is_link_good(link, session, at=at) for link in links):
        raise Gone


def role_of(session: VideoSession, actor: Actor) -> Role | None:
    """The part of a member of staff who is not on the panel, or None when this interview is not theirs."""
    if actor.member_pk == session.created_by_id or (actor.can("interview.join_any") and actor.can("interview.host")):
        return Role.HOST
    return None


def part_of(session: VideoSession, actor: Actor, seat: Participant | None) -> Role | None:
    """The part an actor has here: that of their seat, else the one that their first verb would give them."""
    return Role(seat.role) if seat else role_of(session, actor)


def may(command: str, session: VideoSession, role: Role | None) -> bool:
    """Whether this part may give the command in this state: pages offer exactly that. The verb asks again, under the
    room's lock, and looks at where the person is."""
    rule = RULES[command]
    return role in rule.roles and session.status in rule.states


def panel_role(actor: Actor) -> Role:
    """The part of a member of staff who is put on the panel."""
    return Role.INTERVIEWER if actor.can("score.write") else Role.OBSERVER
