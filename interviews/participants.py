"""People in a room: entering, leaving, and what each shows to the others."""

from uuid import UUID

from core import rows
from core.actors import Actor
from core.errors import Conflict, Forbidden, Invalid
from core.models import Tenant
from interviews import consents, events, policy
from interviews.models import Participant
from interviews.rooms import Room, verb

HERE = Participant.HERE
Presence, Lobby = Participant.Presence, Participant.Lobby


@verb("session.enter")
def enter(room: Room, *, by: Actor) -> Participant:  # noqa: ARG001 -- the room knows who
    """Come in, or wait to be let in. The answer's `presence` and `lobby` say which."""
    come_in(room, room.mine)
    return room.mine


def come_in(room: Room, person: Participant) -> None:
    """Staff enter; holders of a link enter once staff is there; everybody else waits for a host."""
    if person.presence == Presence.AWAY:
        rows.save(person, presence=Presence.PRESENT, away_since=None)
        room.tell(events.ParticipantBack(participant=person.pk), by=person)
    elif person.presence == Presence.PRESENT:
        return
    elif person.is_staff or (_may_pass(room, person) and _staff_is_here(room)):
        let_in(room, person)
    elif person.lobby != Lobby.WAITING:
        rows.save(person, lobby=Lobby.WAITING, lobby_at=room.at)
        role = person.role
        room.tell(events.ParticipantKnocked(participant=person.pk, name=person.name, role=role), by=person)


def let_in(room: Room, person: Participant) -> None:
    """Put a person into the room; the arrival of staff lets in the holders of links who wait."""
    if room.session.started_at is None:
        room.session.started_at = room.at
        room.session.save(update_fields=["started_at"])
        room.tell(events.SessionStarted(), by=person)
    if person.lobby == Lobby.WAITING:
        person.lobby = Lobby.ADMITTED
        room.tell(events.ParticipantAdmitted(participant=person.pk))
    rows.save(
        person,
        presence=Presence.PRESENT,
        lobby=person.lobby,
        joined_at=person.joined_at or room.at,
        left_at=None,
        away_since=None,
    )
    room.tell(
        events.ParticipantJoined(
            participant=person.pk,
            name=person.name,
            role=person.role,
            muted=person.is_muted,
            camera_on=person.is_camera_on,
        ),
        by=person,
    )
    consents.enforce(room)
    if person.is_staff:
        for guest in room.session.participants.filter(lobby=Lobby.WAITING).order_by("lobby_at"):
            if _may_pass(room, guest):
                let_in(room, guest)


def _may_pass(room: Room, person: Participant) -> bool:
    return (
        person.by_link
        and not room.session.locked
        and person.presence != Presence.REMOVED
        and room.session.tenant.admission == Tenant.Admission.AUTOMATIC
    )


def _staff_is_here(room: Room) -> bool:
    return room.session.participants.filter(role__in=policy.STAFF, presence__in=HERE).exists()


@verb("session.leave")
def leave(room: Room, *, by: Actor) -> Participant:  # noqa: ARG001 -- the room knows who
    """Go at once; leaving a room one is not in changes nothing."""
    depart(room, room.mine, reason="leave")
    return room.mine


def depart(room: Room, person: Participant, *, reason: str) -> None:
    if person.is_here:
        rows.save(person, presence=Presence.LEFT, left_at=room.at, away_since=None, is_sharing=False, hand_raised=False)
        room.tell(events.ParticipantLeft(participant=person.pk, reason=reason), by=person)
    elif person.lobby == Lobby.WAITING:
        rows.save(person, lobby=Lobby.WITHDREW)
        room.tell(events.ParticipantWithdrew(participant=person.pk), by=person)


@verb("mute.set")
def set_mute(room: Room, *, muted: bool, participant: UUID | None = None, by: Actor) -> Participant:  # noqa: ARG001 -- the room knows who
    """Set one's own microphone; a host may mute others, and only they themselves unmute."""
    person = _target(room, participant, turns_on=not muted)
    if person.is_muted != muted:
        rows.save(person, is_muted=muted)
        room.tell(events.MuteChanged(participant=person.pk, muted=muted))
    return person


@verb("camera.set")
def set_camera(room: Room, *, camera_on: bool, participant: UUID | None = None, by: Actor) -> Participant:  # noqa: ARG001 -- the room knows who
    """Set one's own camera; a host may turn others' off, never on."""
    person = _target(room, participant, turns_on=camera_on)
    if person.is_camera_on != camera_on:
        rows.save(person, is_camera_on=camera_on)
        room.tell(events.CameraChanged(participant=person.pk, camera_on=camera_on))
    return person


def _target(room: Room, participant: UUID | None, *, turns_on: bool) -> Participant:
    person = room.participant(participant)
    if person.pk != room.mine.pk:
        if room.mine.role not in policy.HOST or turns_on:
            raise Forbidden
        if not person.is_here:
            raise Conflict("That person is not in the room.")
    return person


@verb("screen.set")
def set_screen(room: Room, *, sharing: bool, by: Actor) -> Participant:  # noqa: ARG001 -- the room knows who
    """Begin or stop sharing one's screen."""
    if room.mine.is_sharing != sharing:
        rows.save(room.mine, is_sharing=sharing)
        room.tell(events.ScreenChanged(participant=room.mine.pk, sharing=sharing))
    return room.mine


@verb("hand.set")
def set_hand(room: Room, *, raised: bool, participant: UUID | None = None, by: Actor) -> Participant:  # noqa: ARG001 -- the room knows who
    """Raise or lower one's hand; a host may lower others'."""
    person = _target(room, participant, turns_on=raised)
    if person.hand_raised != raised:
        rows.save(person, hand_raised=raised)
        room.tell(events.HandChanged(participant=person.pk, raised=raised))
    return person


@verb("participant.admit")
def admit(room: Room, *, participant: UUID, by: Actor) -> Participant:  # noqa: ARG001 -- the room knows who
    """Let a waiting person in; it makes a removed person's link good again."""
    person = room.participant(participant)
    if person.lobby == Lobby.WAITING:
        let_in(room, person)
    elif not person.is_here:
        raise Conflict("That person is not waiting.")
    return person


@verb("participant.deny")
def deny(room: Room, *, participant: UUID, by: Actor) -> Participant:  # noqa: ARG001 -- the room knows who
    """Turn a waiting person away."""
    person = room.participant(participant)
    if person.lobby != Lobby.WAITING:
        raise Conflict("That person is not waiting.")
    rows.save(person, lobby=Lobby.DENIED)
    room.tell(events.ParticipantDenied(participant=person.pk))
    return person


@verb("participant.remove")
def remove(room: Room, *, participant: UUID, by: Actor) -> Participant:  # noqa: ARG001 -- the room knows who
    """Put a person out of the room. They may only knock, until they are admitted by hand."""
    person = room.participant(participant)
    if person.pk == room.mine.pk:
        raise Invalid({"participant": "You cannot remove yourself; leave instead."})
    if person.presence == Presence.REMOVED:
        return person
    if not person.is_here:
        raise Conflict("That person is not in the room.")
    rows.save(person, presence=Presence.REMOVED, left_at=room.at, away_since=None, is_sharing=False, hand_raised=False)
    room.tell(events.ParticipantRemoved(participant=person.pk))
    return person
