"""Mails to guests, sent by background jobs: text and HTML, one recipient each, with a calendar entry (iCalendar)."""

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import links
from core.jobs import job
from interviews.invitations import calendars
from interviews.models import Invitation, Participant, VideoSession

Occasion = Literal["invitation", "reissue", "reschedule"]


def secret(invitation: Invitation) -> str:
    return links.derived("invitation", invitation.pk)


def link(invitation: Invitation) -> str:
    """The personal link: `https://…/join/<id>#<secret>`. Browsers never send the fragment, so no log or mail scanner
    holds the secret."""
    return f"{settings.BASE_URL}/join/{invitation.pk}#{secret(invitation)}"


@job(queue="mails")
def send_link(invitation_id: str, occasion: Occasion) -> None:
    """Mail a personal link, once. Sends nothing when it was revoked, or the interview ended, in the meantime."""
    due = Invitation.objects.across_tenants().filter(sent_at=None, revoked_at=None, session__ended_at=None)
    related = due.select_related("session__tenant", "session__created_by", "participant")
    invitation = related.filter(pk=invitation_id).first()
    if invitation is None:
        return
    subject = {
        "invitation": _("Interview with %(company)s"),
        "reissue": _("Your new link: interview with %(company)s"),
        "reschedule": _("New time: interview with %(company)s"),
    }[occasion]
    personal = link(invitation)
    mail = _mail(
        invitation.participant,
        invitation.session,
        subject=subject,
        template="link",
        context={"occasion": occasion, "link": personal},
    )
    _attach_appointment(mail, invitation.participant, invitation.session, method="REQUEST", link=personal)
    mail.send()
    Invitation.objects.of(invitation.tenant_id).filter(pk=invitation.pk).update(sent_at=timezone.now())


@job(queue="mails")
def send_cancellation(participant_id: str) -> None:
    """Mail a guest that the interview will not take place, and remove it from their calendar."""
    people = Participant.objects.across_tenants().select_related("session__tenant", "session__created_by")
    guest = people.get(pk=participant_id)
    subject = _("Cancelled: interview with %(company)s")
    mail = _mail(guest, guest.session, subject=subject, template="cancellation", context={})
    _attach_appointment(mail, guest, guest.session, method="CANCEL")
    mail.send()


def _mail(
    guest: Participant, session: VideoSession, *, subject: str, template: str, context: dict[str, str]
) -> EmailMultiAlternatives:
    host = session.created_by
    facts = {
        "guest": guest,
        "host": host,
        "company": session.tenant.name,
        "title": session.title,
        "when": when(session),
    }
    text, html = (
        render_to_string(f"interviews/invitations/mail/{template}.{kind}", facts | context) for kind in ("txt", "html")
    )
    headers = {"Auto-Submitted": "auto-generated"}
    mail = EmailMultiAlternatives(
        _titled(subject, session), text, to=[guest.email], reply_to=[host.email], headers=headers
    )
    mail.attach_alternative(html, "text/html")
    return mail


def _attach_appointment(
    mail: EmailMultiAlternatives, guest: Participant, session: VideoSession, *, method: calendars.Method, link: str = ""
) -> None:
    """Attach the entry that adds, moves (REQUEST) or removes (CANCEL) the interview in the guest's calendar."""
    summary = _titled(_("Interview with %(company)s"), session)
    if entry := calendars.appointment(session, guest, method=method, summary=summary, link=link):
        mail.attach("interview.ics", entry, f"text/calendar; method={method}")


def _titled(subject: str, session: VideoSession) -> str:
    named = subject % {"company": session.tenant.name}
    return _one_line(f"{named}: {session.title}" if session.title else named)


def when(session: VideoSession) -> str:
    """The time in the session's zone, with its name: "Tuesday 3 November 2026, 14:30 to 15:15 (Europe/London, GMT)"."""
    if session.starts_at is None:
        return ""
    zone = ZoneInfo(session.time_zone)
    start = session.starts_at.astimezone(zone)
    text = date_format(start, "l j F Y, H:i")
    if session.ends_at:
        text = _("%(start)s to %(end)s") % {"start": text, "end": _clock(session.ends_at.astimezone(zone))}
    names = dict.fromkeys([session.time_zone, start.tzname() or ""])
    return f"{text} ({', '.join(filter(None, names))})"


def _clock(moment: datetime) -> str:
    return date_format(moment, "H:i")


def _one_line(text: str) -> str:
    """Replace line breaks and control characters: typed text must not start a mail header of its own (injection)."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
