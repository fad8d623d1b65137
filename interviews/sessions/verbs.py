"""Interviews as a whole: create, edit, cancel, lock, extend, tag, end."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from core import audit
from core.actors import Actor
from core.errors import Conflict, Forbidden, Invalid
from core.models import Member
from interviews.invitations import mails
from interviews.invitations import verbs as invitations
from interviews.models import Participant, RoomHead, VideoSession
from interviews.people import verbs as participants
from interviews.recordings import stopping
from interviews.room import commands, events, policy
from interviews.room.transaction import LockedRoom, add_staff, internal, verb
from interviews.scorecards import verbs as scorecards
from interviews.sessions import kits
from interviews.vocabulary import TAG_MAX, TAGS_MAX, Role

TIMES: Final = frozenset({"starts_at", "ends_at", "time_zone"})
EDITABLE: Final = TIMES | {"title", "job_application_id", "kit"}
ABANDONED_AFTER = timedelta(hours=2)
_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"


def create(by: Actor, *, panel: Sequence[Member] = (), tags: Sequence[str] = (), **fields: Any) -> VideoSession:
    """Create an interview with its host, its panel and an empty room.

    `fields` are columns of VideoSession. Raises Forbidden, or Invalid when the meeting id is taken in this tenant.
    """
    if not by.can("interview.create") or by.member_pk is None:
        raise Forbidden
    fields["kit"] = fields.get("kit") or kits.DEFAULT
    fields["meeting_id"] = fields.get("meeting_id") or "meet_" + "".join(secrets.choice(_BASE32) for _ in range(16))
    try:
        with transaction.atomic():
            session = VideoSession.objects.create(tenant_id=by.tenant_id, created_by_id=by.member_pk, **fields)
    except IntegrityError as error:
        raise Invalid({"meeting_id": "A session with this meeting_id already exists."}) from error
    RoomHead.objects.create(session=session)
    add_staff(session, by, role=Role.HOST)
    for member in panel:
        if member.pk != by.member_pk:
            add_staff(session, member.as_actor(), role=policy.panel_role(member.as_actor()))
    if tags:
        set_tags(session.pk, by, tags=list(tags))
    audit.record("session.created", session.pk, by=by)
    return VideoSession.objects.of(by).get(pk=session.pk)


@verb(commands.LockSession)
def lock(room: LockedRoom, *, locked: bool) -> VideoSession:
    """Lock or unlock the room: while it is locked, newcomers stay in the waiting room."""
    if room.session.locked != locked:
        room.save(room.session, locked=locked)
        room.append(events.SessionLocked() if locked else events.SessionUnlocked())
    return room.session


@verb(commands.ExtendSession)
def extend(room: LockedRoom, *, ends_at: datetime) -> VideoSession:
    """Move the planned end, and let personal links live as long. Raises Invalid unless it is within the next day."""
    if not room.at < ends_at <= room.at + timedelta(days=1):
        raise Invalid({"ends_at": "Must lie in the future, within a day from now."})
    if room.session.extended_until != ends_at:
        room.save(room.session, extended_until=ends_at)
        invitations.prolong(room)
        room.append(events.SessionExtended(ends_at=ends_at))
    return room.session


@verb(commands.EndSession)
def end(room: LockedRoom) -> VideoSession:
    """End the interview for everyone, for good. Scorecards can still be written, and recordings are still finished."""
    stopping.stop.inside(room, why="ended")
    people = room.session.participants
    for person in people.filter(lobby=Participant.Lobby.WAITING).exclude(presence__in=Participant.HERE):
        participants.leave.inside(room, person, reason="ended")
    for person in people.filter(presence__in=Participant.HERE):
        participants.leave.inside(room, person, reason="ended")
    room.save(room.session, ended_at=room.at)
    room.append(events.SessionEnded())
    audit.record("session.ended", room.session.pk, by=room.actor, tenant_id=room.session.tenant_id)
    return room.session


@internal
def end_if_abandoned(room: LockedRoom) -> None:
    """End a live interview whose room has been empty for ABANDONED_AFTER: nobody ended it when the last person left."""
    people = room.session.participants.exclude(presence=Participant.Presence.NEVER)
    is_occupied = people.filter(presence__in=Participant.HERE).exists()
    was_occupied = people.filter(left_at__gt=room.at - ABANDONED_AFTER).exists()
    if room.session.status == "live" and not is_occupied and not was_occupied:
        end.inside(room)


def end_abandoned() -> int:
    """End all abandoned interviews, at most 200 a run; returns how many were examined."""
    quiet = VideoSession.objects.across_tenants().live().filter(started_at__lt=Now() - ABANDONED_AFTER)
    quiet = quiet.exclude(participants__presence__in=Participant.HERE)
    found = list(quiet.values_list("pk", flat=True)[:200])
    for session_id in found:
        end_if_abandoned(session_id, None)
    return len(found)


@verb(commands.SetTags)
def set_tags(room: LockedRoom, *, tags: list[str]) -> VideoSession:
    """Replace the session's tags, keeping order and dropping repeats. Raises Invalid for too many or too long ones."""
    wanted = list(dict.fromkeys(tag.strip() for tag in tags))
    if len(wanted) > TAGS_MAX or any(not 0 < len(tag) <= TAG_MAX for tag in wanted):
        raise Invalid({"tags": f"At most {TAGS_MAX} tags of 1 to {TAG_MAX} characters."})
    if room.session.tags != wanted:
        room.save(room.session, tags=wanted)
        room.append(events.TagsChanged(tags=wanted))
    return room.session


@verb(commands.StartQuestion)
def start_question(room: LockedRoom, *, question: str) -> VideoSession:
    """Start a question of the kit, which marks it on the review timeline."""
    if room.session.question != question:
        room.save(room.session, question=question)
        room.append(events.QuestionStarted(question=question))
    return room.session


@verb(commands.FinishQuestion)
def finish_question(room: LockedRoom, *, question: str) -> VideoSession:
    """Finish the current question. Changes nothing when another one is current."""
    if room.session.question and room.session.question == question:
        room.save(room.session, question="")
        room.append(events.QuestionDone(question=question))
    return room.session


def record_interview_data(
    session_id: UUID,
    actor: Actor,
    *,
    scores: dict[str, int | None] | None = None,
    notes: str | None = None,
    tags: list[str] | None = None,
) -> None:
    """Write what the contract's REST routes call interview data: the actor's own scorecard, submitted, and the tags."""
    with transaction.atomic():
        if scores is not None or notes is not None:
            scorecards.submit_in_part(session_id, actor, scores=scores, notes=notes)
        if tags is not None:
            set_tags(session_id, actor, tags=tags)


@internal
def edit(room: LockedRoom, /, **fields: Any) -> VideoSession:
    """Change columns named in EDITABLE. A new time is mailed to every guest, and moves the entry in their calendar.

    Raises Forbidden, InterviewEnded, or Invalid for an end before the start.
    """
    policy.authorise("session.edit", session=room.session, me=room.me)
    session = room.session
    changes = {name: wanted for name, wanted in fields.items() if getattr(session, name) != wanted}
    check_times(changes.get("starts_at", session.starts_at), changes.get("ends_at", session.ends_at))
    if not changes:
        return session
    is_moved = not TIMES.isdisjoint(changes)
    room.save(session, **changes, calendar_sequence=session.calendar_sequence + int(is_moved))
    if is_moved:
        invitations.renew(room, occasion="reschedule")
    audit.record("session.edited", session.pk, by=room.by, fields=sorted(changes))
    return session


@internal
def cancel(room: LockedRoom) -> VideoSession:
    """Cancel an interview that has not begun, and mail every guest, which removes the entry from their calendar.

    Raises Conflict once it has begun.
    """
    policy.authorise("session.end", session=room.session, me=room.me)
    session = room.session
    if session.started_at:
        raise Conflict("This interview has begun: end it instead.", code="already_started")
    room.save(session, cancelled_at=room.at, calendar_sequence=session.calendar_sequence + 1)
    end.inside(room)
    for guest in invitations.holders(session):
        mails.send_cancellation.enqueue(str(guest.pk))
    return session


def check_times(starts_at: datetime | None, ends_at: datetime | None) -> None:
    if ends_at and not starts_at:
        raise Invalid({"starts_at": "This field is required with ends_at."})
    if starts_at and ends_at and ends_at <= starts_at:
        raise Invalid({"ends_at": "Must be later than starts_at."})
