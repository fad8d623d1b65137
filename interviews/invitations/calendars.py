"""The appointment as an iCalendar file (RFC 5545, RFC 5546): one stable UID, and a higher SEQUENCE with every change."""

from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import STATUS, Alarm, Calendar, Event, vCalAddress

from interviews.models import Participant, VideoSession

Method = Literal["REQUEST", "CANCEL"]
PRODUCT = "-//Talent Engine//Interviews//EN"
USUAL_LENGTH = timedelta(hours=1)
REMINDER = timedelta(minutes=-15)
STATUS_OF = {"REQUEST": STATUS.CONFIRMED, "CANCEL": STATUS.CANCELLED}


def appointment(
    session: VideoSession, guest: Participant, *, method: Method, summary: str, link: str = ""
) -> str | None:
    """The text of an .ics file for one guest, or None while the interview has no time.

    `method` REQUEST adds or moves the entry, CANCEL removes it.
    """
    if session.starts_at is None:
        return None
    zone = ZoneInfo(session.time_zone)
    start = session.starts_at.astimezone(zone)
    invited = vCalAddress.new(guest.email, cn=guest.name, rsvp=True, role="REQ-PARTICIPANT", partstat="NEEDS-ACTION")
    event = Event.new(
        uid=f"{session.pk}@{urlsplit(settings.BASE_URL).hostname}",
        sequence=session.calendar_sequence,
        start=start,
        end=(session.ends_at or session.starts_at + USUAL_LENGTH).astimezone(zone),
        summary=summary,
        description=link,
        url=link or None,
        status=STATUS_OF[method],
        organizer=vCalAddress.new(session.created_by.email, cn=session.created_by.name),
        attendees=[invited],
        subcomponents=[_reminder(summary)] if method == "REQUEST" else [],
    )
    calendar = Calendar.new(prodid=PRODUCT, method=method, subcomponents=[event])
    calendar.pop("UID")  # icalendar gives the file a random UID of its own, which some programs take for the event's
    day = start.date()
    calendar.add_missing_timezones(first_date=day - timedelta(days=1), last_date=day + timedelta(days=365))
    return str(calendar.to_ical(), "utf-8")


def _reminder(summary: str) -> Alarm:
    alarm = Alarm.new(description=_("In 15 minutes: %(summary)s") % {"summary": summary})
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", REMINDER)
    return alarm
