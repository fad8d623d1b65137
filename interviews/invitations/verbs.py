"""Personal links. A link makes its holder the guest it names, until it expires or is revoked. No GET changes anything."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from core import audit, links, notices
from core.errors import Forbidden, Gone, InterviewEnded, NotFound
from core.tokens import GuestToken
from interviews.invitations import mails
from interviews.models import Invitation, Participant, VideoSession
from interviews.people import verbs as participants
from interviews.room import policy
from interviews.room.transaction import LockedRoom, internal
from interviews.vocabulary import Role

LINK_GRACE = timedelta(minutes=30)  # how long personal links outlive the planned end
UNSCHEDULED = timedelta(days=7)  # how long they live when no end is planned
OVERRUN = timedelta(days=1)  # hosts may extend by this much, and a token must not expire during the interview


@internal
def invite(room: LockedRoom, *, name: str, email: str) -> tuple[Invitation, str]:
    """Mail a person a personal link. Returns the invitation and the link, which cannot be read anywhere later.

    Raises Forbidden or InterviewEnded, as every verb here that staff use.
    """
    _authorise(room)
    return _issue(room, _guest(room, name=name, email=email), occasion="invitation")


@internal
def bring(room: LockedRoom, *, email: str) -> Participant:
    """Put another person into the waiting room, and mail them a link. Raises as `invite`."""
    _authorise(room)
    person = _guest(room, name="", email=email)
    _stand_in_lobby(room, person)
    _issue(room, person, occasion="invitation")
    return person


@internal
def resend(room: LockedRoom, *, invitation_id: UUID) -> tuple[Invitation, str]:
    """Mail a fresh link to the same person; earlier ones that were not revoked still work. Raises NotFound, or as `invite`."""
    _authorise(room)
    return _issue(room, _invitation(room, invitation_id).participant, occasion="reissue")


@internal
def revoke(room: LockedRoom, *, invitation_id: UUID) -> Invitation:
    """Revoke every link of that person, and remove them from the room at once. Raises NotFound, or as `invite`."""
    _authorise(room)
    invitation = _invitation(room, invitation_id)
    person = invitation.participant
    if person.invitations.filter(revoked_at=None).update(revoked_at=room.at):
        room.save(person, by_link=False)
        participants.leave.inside(room, person)
        notices.send_on_commit("access.revoked", str(person.pk))
        audit.record("invitation.revoked", room.session.pk, by=room.by, participant=str(person.pk))
    invitation.refresh_from_db()
    return invitation


@internal
def ask_by_email(room: LockedRoom, *, email: str) -> None:
    """Put the guest with this address into the waiting room, and mail a link to the address.

    Does nothing for addresses that were not invited or are no longer welcome: the response must not disclose which.
    Raises InterviewEnded.
    """
    if room.session.ended_at:
        raise InterviewEnded
    known = _find(room, email)
    if known is None and email.lower() == room.session.candidate_email.lower():
        known = _guest(room, name=room.session.candidate_name, email=room.session.candidate_email)
    if known is not None and _is_welcome(known):
        _stand_in_lobby(room, known)
        _issue(room, known, occasion="reissue")


def prolong(room: LockedRoom) -> None:
    """Let every link live as long as the extended end needs; none is shortened."""
    room.session.invitations.filter(expires_at__lt=_expiry(room)).update(expires_at=_expiry(room))


def renew(room: LockedRoom, *, occasion: mails.Occasion) -> None:
    """After a change of time: adjust the expiry of all links, and mail a new link to every guest who has one."""
    room.session.invitations.filter(revoked_at=None).update(expires_at=_expiry(room))
    for person in holders(room.session):
        _issue(room, person, occasion=occasion)


def holders(session: VideoSession) -> list[Participant]:
    """The people with a link that was not revoked."""
    return list(session.participants.filter(invitations__revoked_at=None, invitations__isnull=False).distinct())


@dataclass(frozen=True, slots=True)
class Redeemed:
    """The result of redeeming a link: the guest's token, and their session and participant row."""

    token: GuestToken
    session: VideoSession
    participant: Participant


def redeem(invitation_id: UUID, secret: str) -> Redeemed:
    """Exchange a link for a token, any number of times. Raises NotFound for a wrong link, Gone for one that has ended."""
    found = Invitation.objects.across_tenants().filter(pk=invitation_id).first()
    if found is None or not links.matches(secret, found.digest):
        raise NotFound
    return _open(found.session_id, None, invitation_id=found.pk)


@internal
def _open(room: LockedRoom, *, invitation_id: UUID) -> Redeemed:
    invitation, session = _invitation(room, invitation_id), room.session
    if session.ended_at:
        detail = "This interview was cancelled." if session.cancelled_at else InterviewEnded.detail
        raise Gone(detail, code=InterviewEnded.code)
    if not policy.is_link_good(invitation, session, at=room.at):
        raise Gone
    room.save(invitation, redeemed_at=room.at, redemptions=invitation.redemptions + 1)
    person = invitation.participant
    room.save(person, by_link=True)
    audit.record("invitation.redeemed", session.pk, by=None, tenant_id=session.tenant_id, participant=str(person.pk))
    token = GuestToken.of(
        guest_id=person.pk,
        tenant_id=session.tenant_id,
        name=person.name,
        email=person.email,
        # long, since every use of the token checks whether the link still works
        lifetime=max(invitation.expires_at, room.at) + OVERRUN - room.at,
    )
    return Redeemed(token, session, person)


def _authorise(room: LockedRoom) -> None:
    policy.authorise("invitation.send", session=room.session, me=room.me)
    if not room.by.can("invitation.send"):
        raise Forbidden


def _issue(room: LockedRoom, person: Participant, *, occasion: mails.Occasion) -> tuple[Invitation, str]:
    invitation = Invitation(tenant_id=person.tenant_id, session=room.session, participant=person)
    room.save(invitation, expires_at=_expiry(room), digest=links.digest(mails.secret(invitation)))
    mails.send_link.enqueue(str(invitation.pk), occasion)
    facts = {"participant": str(person.pk), "occasion": occasion}
    audit.record("invitation.sent", room.session.pk, by=room.actor, tenant_id=person.tenant_id, **facts)
    return invitation, mails.link(invitation)


def _expiry(room: LockedRoom) -> datetime:
    planned_end = room.session.extended_until or room.session.ends_at
    return max(planned_end, room.at) + LINK_GRACE if planned_end else room.at + UNSCHEDULED


def _invitation(room: LockedRoom, invitation_id: UUID) -> Invitation:
    found = room.session.invitations.select_related("participant").filter(pk=invitation_id).first()
    if found is None:
        raise NotFound
    return found


def _find(room: LockedRoom, email: str) -> Participant | None:
    return room.session.participants.filter(user_id=None, email__iexact=email).first()


def _guest(room: LockedRoom, *, name: str, email: str) -> Participant:
    """Find or create the participant row for this address. The first person invited becomes the candidate."""
    session = room.session
    if not session.candidate_email:
        room.save(session, candidate_name=name, candidate_email=email)
    if found := _find(room, email):
        return found
    is_candidate = session.candidate_email.lower() == email.lower()
    first, _, last = " ".join((name or (session.candidate_name if is_candidate else "")).split()).partition(" ")
    return session.participants.create(
        tenant_id=session.tenant_id,
        email=email,
        first_name=first,
        last_name=last,
        role=Role.CANDIDATE if is_candidate else Role.GUEST,
    )


def _is_welcome(person: Participant) -> bool:
    """Neither removed nor turned away by a host, and not with all links revoked."""
    revoked = person.invitations.exists() and not person.invitations.filter(revoked_at=None).exists()
    put_out = person.presence == Participant.Presence.REMOVED or person.lobby == Participant.Lobby.DENIED
    return not (revoked or put_out)


def _stand_in_lobby(room: LockedRoom, person: Participant) -> None:
    """Knowing a guest's e-mail address must not move a guest who has already opened their link into the lobby."""
    if not person.is_here and not person.by_link:
        participants.enter.inside(room, person)
