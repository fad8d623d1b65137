"""Interviews as a whole: planned, changed, called off, locked, extended, labelled, ended."""

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
    """A new interview with its host, its panel and an empty room.

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
    """Keep newcomers in the waiting room, or stop doing so."""
    if room.session.locked != locked:
        room.save(room.session, locked=locked)
        room.append(events.SessionLocked() if locked else events.SessionUnlocked())
    return room.session


@verb(commands.ExtendSession)
def extend(room: LockedRoom, *, ends_at: datetime) -> VideoSession:
    """Move the planned end to a later instant, at most a day away."""
    if not room.at < ends_at <= room.at + timedelta(days=1):
        raise Invalid({"ends_at": "Must lie in the future, within a day from now."})
    if room.session.extended_until != ends_at:
        room.save(room.session, extended_until=ends_at)
        invitations.prolong(room)
        room.append(events.SessionExtended(ends_at=ends_at))
    return room.session


@verb(commands.EndSession)
def end(room: LockedRoom) -> VideoSession:
    """End the interview for everyone. It cannot be begun again; scorecards and the making of recordings go on."""
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
    """Nobody has been in a live room for two hours: whoever was last forgot to end it."""
    people = room.session.participants.exclude(presence=Participant.Presence.NEVER)
    somebody = people.filter(presence__in=Participant.HERE).exists()
    lately = people.filter(left_at__gt=room.at - ABANDONED_AFTER).exists()
    if room.session.status == "live" and not somebody and not lately:
        end.inside(room)


def end_abandoned() -> int:
    """For the worker: rooms that are live in name only. Answers how many it looked at."""
    quiet = VideoSession.objects.across_tenants().live().filter(started_at__lt=Now() - ABANDONED_AFTER)
    quiet = quiet.exclude(participants__presence__in=Participant.HERE)
    found = list(quiet.values_list("pk", flat=True)[:200])
    for session_id in found:
        end_if_abandoned(session_id, None)
    return len(found)


@verb(commands.SetTags)
def set_tags(room: LockedRoom, *, tags: list[str]) -> VideoSession:
    """Replace the session's labels: at most 20, each once, in the order given."""
    wanted = list(dict.fromkeys(tag.strip() for tag in tags))
    if len(wanted) > TAGS_MAX or any(not 0 < len(tag) <= TAG_MAX for tag in wanted):
        raise Invalid({"tags": f"At most {TAGS_MAX} tags of 1 to {TAG_MAX} characters."})
    if room.session.tags != wanted:
        room.save(room.session, tags=wanted)
        room.append(events.TagsChanged(tags=wanted))
    return room.session


@verb(commands.StartQuestion)
def start_question(room: LockedRoom, *, question: str) -> VideoSession:
    """Begin a question of the kit; it marks the timeline."""
    if room.session.question != question:
        room.save(room.session, question=question)
        room.append(events.QuestionStarted(question=question))
    return room.session


@verb(commands.FinishQuestion)
def finish_question(room: LockedRoom, *, question: str) -> VideoSession:
    """Finish the question that is open."""
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
    """What REST calls scores, notes and tags: the caller's own card, written as submitted, and the session's labels."""
    with transaction.atomic():
        if scores is not None or notes is not None:
            scorecards.submit_in_part(session_id, actor, scores=scores, notes=notes)
        if tags is not None:
            set_tags(session_id, actor, tags=tags)


@internal
def edit(room: LockedRoom, /, **fields: Any) -> VideoSession:
    """Change columns named in EDITABLE. A new time is mailed to every guest, and moves the entry in their calendar."""
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
    """Call off an interview that has not begun; every guest is told, and their calendars forget it."""
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
