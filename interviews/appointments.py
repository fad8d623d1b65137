"""The appointment behind an interview: what it is about, when it takes place, and whether it does."""

from datetime import datetime
from typing import Any, Final

from core import audit
from core.actors import Actor
from core.errors import Conflict, Invalid
from interviews import invitations, mails, policy, sessions
from interviews.models import VideoSession
from interviews.rooms import Room, internal

TIMES: Final = frozenset({"starts_at", "ends_at", "time_zone"})
EDITABLE: Final = TIMES | {"title", "job_application_id", "kit"}


@internal
def edit(room: Room, /, *, by: Actor, **fields: Any) -> VideoSession:
    """Change columns named in EDITABLE. A new time is mailed to every guest, and moves the entry in their calendar."""
    policy.authorise("session.edit", session=room.session, me=room.me)
    session = room.session
    changed = {name for name, wanted in fields.items() if getattr(session, name) != wanted}
    for name in changed:
        setattr(session, name, fields[name])
    check_times(session.starts_at, session.ends_at)
    if not changed:
        return session
    if moved := bool(changed & TIMES):
        session.calendar_sequence += 1
    session.save(update_fields=[*changed, "calendar_sequence"])
    if moved:
        invitations.renew(room, occasion="reschedule", by=by)
    audit.record("session.edited", session.pk, by=by, fields=sorted(changed))
    return session


@internal
def cancel(room: Room, *, by: Actor) -> VideoSession:
    """Call off an interview that has not begun; every guest is told, and their calendars forget it."""
    policy.authorise("session.end", session=room.session, me=room.me)
    session = room.session
    if session.started_at:
        raise Conflict("This interview has begun: end it instead.", code="already_started")
    session.cancelled_at, session.calendar_sequence = room.at, session.calendar_sequence + 1
    session.save(update_fields=["cancelled_at", "calendar_sequence"])
    sessions.end.function(room, by=by)
    for guest in invitations.holders(session):
        mails.send_cancellation.enqueue(str(guest.pk))
    return session


def check_times(starts_at: datetime | None, ends_at: datetime | None) -> None:
    if ends_at and not starts_at:
        raise Invalid({"starts_at": "This field is required with ends_at."})
    if starts_at and ends_at and ends_at <= starts_at:
        raise Invalid({"ends_at": "Must be later than starts_at."})
