"""People in a room: entering and leaving, microphone, camera, screen and hand, admitting and removing."""

from typing import Literal
from uuid import UUID

from core.errors import Conflict, Forbidden, Invalid
from core.models import Tenant
from interviews.models import Participant
from interviews.people import consents
from interviews.room import commands, events
from interviews.room.transaction import LockedRoom, verb
from interviews.vocabulary import HOST, STAFF

HERE = Participant.HERE
Presence, Lobby = Participant.Presence, Participant.Lobby


@verb(commands.Enter)
def enter(room: LockedRoom, person: Participant | None = None) -> Participant:
    """Enter the room or the waiting room: the actor, or `person` when another verb acts on their behalf.

    Staff enter at once. A guest who opened their link enters once staff is present. Everybody else waits for a host. The
    returned row's `presence` and `lobby` show which.
    """
    person = person or room.mine
    if person.presence == Presence.AWAY:
        room.save(person, presence=Presence.PRESENT, away_since=None)
        room.append(events.ParticipantBack(participant=person.pk), by=person)
    elif person.presence == Presence.PRESENT:
        return person
    elif person.is_staff or (_may_pass(room, person) and _staff_is_here(room)):
        let_in(room, person)
    elif person.lobby != Lobby.WAITING:
        room.save(person, lobby=Lobby.WAITING, lobby_at=room.at)
        role = person.role
        room.append(events.ParticipantKnocked(participant=person.pk, name=person.name, role=role), by=person)
    return person


def let_in(room: LockedRoom, person: Participant) -> None:
    """Put a person into the room. When staff arrive, this admits the guests who opened their link and are waiting."""
    if room.session.started_at is None:
        room.save(room.session, started_at=room.at)
        room.append(events.SessionStarted(), by=person)
    if person.lobby == Lobby.WAITING:
        person.lobby = Lobby.ADMITTED  # saved below, with the other columns
        room.append(events.ParticipantAdmitted(participant=person.pk))
    room.save(
        person,
        presence=Presence.PRESENT,
        lobby=person.lobby,
        joined_at=person.joined_at or room.at,
        left_at=None,
        away_since=None,
    )
    room.append(
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


def _may_pass(room: LockedRoom, person: Participant) -> bool:
    return (
        person.by_link
        and not room.session.locked
        and person.presence != Presence.REMOVED
        and room.session.tenant.admission == Tenant.Admission.AUTOMATIC
    )


def _staff_is_here(room: LockedRoom) -> bool:
    return room.session.participants.filter(role__in=STAFF, presence__in=HERE).exists()


@verb(commands.Leave)
def leave(
    room: LockedRoom, person: Participant | None = None, *, reason: Literal["leave", "lease", "ended"] = "leave"
) -> Participant:
    """Leave the room or the waiting room at once: the actor, or `person` when another verb acts on their behalf. Changes
    nothing for a person who is in neither."""
    person = person or room.mine
    if person.is_here:
        room.save(person, presence=Presence.LEFT, left_at=room.at, away_since=None, is_sharing=False, hand_raised=False)
        room.append(events.ParticipantLeft(participant=person.pk, reason=reason), by=person)
    elif person.lobby == Lobby.WAITING:
        room.save(person, lobby=Lobby.WITHDREW)
        room.append(events.ParticipantWithdrew(participant=person.pk), by=person)
    return person


@verb(commands.SetMute)
def set_mute(room: LockedRoom, *, muted: bool, participant: UUID | None = None) -> Participant:
    """Mute or unmute the actor. A host may also mute another `participant`, but never unmute them.

    Raises Forbidden, NotFound, or Conflict when that person is not in the room.
    """
    person = _target(room, participant, turns_on=not muted)
    if person.is_muted != muted:
        room.save(person, is_muted=muted)
        room.append(events.MuteChanged(participant=person.pk, muted=muted))
    return person


@verb(commands.SetCamera)
def set_camera(room: LockedRoom, *, camera_on: bool, participant: UUID | None = None) -> Participant:
    """Turn the actor's camera on or off. A host may also turn another's off, never on. Raises as `set_mute`."""
    person = _target(room, participant, turns_on=camera_on)
    if person.is_camera_on != camera_on:
        room.save(person, is_camera_on=camera_on)
        room.append(events.CameraChanged(participant=person.pk, camera_on=camera_on))
    return person


def _target(room: LockedRoom, participant: UUID | None, *, turns_on: bool) -> Participant:
    person = room.participant(participant)
    if person.pk != room.mine.pk:
        if room.mine.role not in HOST or turns_on:
            raise Forbidden
        if not person.is_here:
            raise Conflict("That person is not in the room.")
    return person


@verb(commands.SetScreen)
def set_screen(room: LockedRoom, *, sharing: bool) -> Participant:
    """Start or stop sharing the actor's screen."""
    if room.mine.is_sharing != sharing:
        room.save(room.mine, is_sharing=sharing)
        room.append(events.ScreenChanged(participant=room.mine.pk, sharing=sharing))
    return room.mine


@verb(commands.SetHand)
def set_hand(room: LockedRoom, *, raised: bool, participant: UUID | None = None) -> Participant:
    """Raise or lower the actor's hand. A host may also lower another's. Raises as `set_mute`."""
    person = _target(room, participant, turns_on=raised)
    if person.hand_raised != raised:
        room.save(person, hand_raised=raised)
        room.append(events.HandChanged(participant=person.pk, raised=raised))
    return person


@verb(commands.Admit)
def admit(room: LockedRoom, *, participant: UUID) -> Participant:
    """Admit a waiting person, also one who was removed before. Raises NotFound, or Conflict when they are not waiting."""
    person = room.participant(participant)
    if person.lobby == Lobby.WAITING:
        let_in(room, person)
    elif not person.is_here:
        raise Conflict("That person is not waiting.")
    return person


@verb(commands.Deny)
def deny(room: LockedRoom, *, participant: UUID) -> Participant:
    """Turn a waiting person away. Raises NotFound, or Conflict when they are not waiting."""
    person = room.participant(participant)
    if person.lobby != Lobby.WAITING:
        raise Conflict("That person is not waiting.")
    room.save(person, lobby=Lobby.DENIED)
    room.append(events.ParticipantDenied(participant=person.pk))
    return person


@verb(commands.Remove)
def remove(room: LockedRoom, *, participant: UUID) -> Participant:
    """Remove a person from the room. They may only knock again, until a host admits them.

    Raises Invalid for the actor themselves, NotFound, or Conflict when that person is not in the room.
    """
    person = room.participant(participant)
    if person.pk == room.mine.pk:
        raise Invalid({"participant": "You cannot remove yourself; leave instead."})
    if person.presence == Presence.REMOVED:
        return person
    if not person.is_here:
        raise Conflict("That person is not in the room.")
    room.save(person, presence=Presence.REMOVED, left_at=room.at, away_since=None, is_sharing=False, hand_raised=False)
    room.append(events.ParticipantRemoved(participant=person.pk))
    return person
