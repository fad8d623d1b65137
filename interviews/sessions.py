"""Interviews as a whole: created, locked, extended, labelled, ended."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from core import audit
from core.actors import Actor
from core.errors import Forbidden, Invalid
from core.models import Member
from interviews import events, kits, participants, policy, scorecards
from interviews.models import Participant, RoomHead, VideoSession
from interviews.recordings import halting
from interviews.rooms import Room, internal, seat, verb

LINK_GRACE = timedelta(minutes=30)  # how long personal links outlive the planned end
ABANDONED_AFTER = timedelta(hours=2)
_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"


def create(*, by: Actor, panel: Sequence[Member] = (), tags: Sequence[str] = (), **fields: Any) -> VideoSession:
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
    seat(session, by, role="host")
    for member in panel:
        if member.pk != by.member_pk:
            seat(session, member.as_actor(), role=policy.panel_role(member.as_actor()))
    if tags:
        set_tags(session.pk, tags=list(tags), by=by)
    audit.record("session.created", session.pk, by=by)
    return VideoSession.objects.of(by).get(pk=session.pk)


@verb("session.lock")
def lock(room: Room, *, locked: bool, by: Actor) -> VideoSession:  # noqa: ARG001 -- the room knows who
    """Keep newcomers in the waiting room, or stop doing so."""
    if room.session.locked != locked:
        _save(room, locked=locked)
        room.tell(events.SessionLocked() if locked else events.SessionUnlocked())
    return room.session


@verb("session.extend")
def extend(room: Room, *, ends_at: datetime, by: Actor) -> VideoSession:  # noqa: ARG001 -- the room knows who
    """Move the planned end to a later instant, at most a day away."""
    if not room.at < ends_at <= room.at + timedelta(days=1):
        raise Invalid({"ends_at": "Must lie in the future, within a day from now."})
    if room.session.extended_until != ends_at:
        _save(room, extended_until=ends_at)
        room.session.invitations.filter(expires_at__lt=ends_at + LINK_GRACE).update(expires_at=ends_at + LINK_GRACE)
        room.tell(events.SessionExtended(ends_at=ends_at))
    return room.session


@verb("session.end")
def end(room: Room, *, by: Actor) -> VideoSession:
    """End the interview for everyone. It cannot be begun again; scorecards and the making of recordings go on."""
    return _end(room, by=by)


@internal
def end_if_abandoned(room: Room) -> None:
    """Nobody has been in a live room for two hours: whoever was last forgot to end it."""
    people = room.session.participants.exclude(presence=Participant.Presence.NEVER)
    somebody = people.filter(presence__in=Participant.HERE).exists()
    lately = people.filter(left_at__gt=room.at - ABANDONED_AFTER).exists()
    if room.session.status == "live" and not somebody and not lately:
        _end(room, by=None)


def end_abandoned() -> int:
    """For the worker: rooms that are live in name only. Answers how many it looked at."""
    quiet = VideoSession.objects.across_tenants().live().filter(started_at__lt=Now() - ABANDONED_AFTER)
    quiet = quiet.exclude(participants__presence__in=Participant.HERE)
    found = list(quiet.values_list("pk", flat=True)[:200])
    for session_id in found:
        end_if_abandoned(session_id)
    return len(found)


def _end(room: Room, *, by: Actor | None) -> VideoSession:
    halting.halt(room, why="ended")
    people = room.session.participants
    for person in people.filter(lobby=Participant.Lobby.WAITING).exclude(presence__in=Participant.HERE):
        participants.depart(room, person, reason="ended")
    for person in people.filter(presence__in=Participant.HERE):
        participants.depart(room, person, reason="ended")
    _save(room, ended_at=room.at)
    room.tell(events.SessionEnded())
    audit.record("session.ended", room.session.pk, by=by, tenant_id=room.session.tenant_id)
    return room.session


@verb("tags.set")
def set_tags(room: Room, *, tags: list[str], by: Actor) -> VideoSession:  # noqa: ARG001 -- the room knows who
    """Replace the session's labels: at most 20, each once, in the order given."""
    wanted = list(dict.fromkeys(tag.strip() for tag in tags))
    if len(wanted) > 20 or any(not 0 < len(tag) <= 60 for tag in wanted):  # noqa: PLR2004 -- stated in the sentence
        raise Invalid({"tags": "At most 20 tags of 1 to 60 characters."})
    if room.session.tags != wanted:
        _save(room, tags=wanted)
        room.tell(events.TagsChanged(tags=wanted))
    return room.session


@verb("question.start")
def start_question(room: Room, *, question: str, by: Actor) -> VideoSession:  # noqa: ARG001 -- the room knows who
    """Begin a question of the kit; it marks the timeline."""
    if room.session.question != question:
        _save(room, question=question)
        room.tell(events.QuestionStarted(question=question))
    return room.session


@verb("question.finish")
def finish_question(room: Room, *, question: str, by: Actor) -> VideoSession:  # noqa: ARG001 -- the room knows who
    """Finish the question that is open."""
    if room.session.question and room.session.question == question:
        _save(room, question="")
        room.tell(events.QuestionDone(question=question))
    return room.session


def _save(room: Room, **changes: object) -> None:
    for name, wanted in changes.items():
        setattr(room.session, name, wanted)
    room.session.save(update_fields=[*changes])


def record_interview_data(
    session_id: UUID,
    *,
    by: Actor,
    scores: dict[str, int | None] | None = None,
    notes: str | None = None,
    tags: list[str] | None = None,
) -> None:
    """What REST calls scores, notes and tags: the caller's own card, written as submitted, and the session's labels."""
    with transaction.atomic():
        if scores is not None or notes is not None:
            scorecards.submit(session_id, scores=scores, notes=notes, by=by)
        if tags is not None:
            set_tags(session_id, tags=tags, by=by)
