"""The mails that guests receive, over real SMTP."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

import pytest
from icalendar import Calendar
from rest_framework.test import APIClient

from core.jobs import QueuedJob
from core.models import AuditEntry, Member
from interviews.invitations import mails
from interviews.invitations import verbs as invitations
from interviews.models import Invitation, VideoSession
from interviews.sessions import verbs as sessions

Mailbox = Callable[[str], list[EmailMessage]]
START = datetime(2027, 7, 6, 13, 30, tzinfo=UTC)


@pytest.fixture
def address() -> str:
    return f"carol-{uuid4().hex[:12]}@home.example"


@pytest.fixture
def planned(alice: Member, address: str) -> VideoSession:
    return sessions.create(
        alice.as_actor(),
        title="Backend engineer",
        starts_at=START,
        ends_at=START + timedelta(minutes=45),
        time_zone="Europe/London",
        candidate_name="Carol Danvers",
        candidate_email=address,
    )


@pytest.fixture
def invited(planned: VideoSession, alice: Member, address: str) -> tuple[Invitation, str]:
    return invitations.invite(planned.pk, alice.as_actor(), name="Carol Danvers", email=address)


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def calendar_of(mail: EmailMessage) -> Any:
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    calendar = Calendar.from_ical(part.get_content())
    assert part.get_param("method") == calendar["METHOD"]
    return calendar


def test_the_invitation_names_guest_time_and_link(
    invited: tuple[Invitation, str], address: str, run_jobs: Callable[[], None], mailbox: Mailbox
) -> None:
    run_jobs()
    [mail] = mailbox(address)
    assert mail["Subject"] == "Interview with Acme: Backend engineer"
    assert (mail["To"], mail["Reply-To"]) == (address, "alice@acme.example")
    for body in (text_of(mail), text_of(mail, "html")):
        assert "Hello Carol," in body
        assert "Tuesday 6 July 2027, 14:30 to 15:15 (Europe/London, BST)" in body
        assert invited[1] in body
    invited[0].refresh_from_db()
    assert invited[0].sent_at


def test_an_invitation_repeated_with_its_key_is_one_mail(
    planned: VideoSession,
    alice: Member,
    address: str,
    api: Callable[..., APIClient],
    run_jobs: Callable[[], None],
    mailbox: Mailbox,
) -> None:
    url, key = f"/api/talent-engine/video-sessions/{planned.pk}/invitations/", {"Idempotency-Key": "a-double-click"}
    first, again = [api(alice).post(url, {"name": "Carol"}, headers=key) for _ in range(2)]
    run_jobs()
    assert (first.status_code, again.status_code, again["Idempotent-Replayed"]) == (201, 201, "true")
    assert first.json() == again.json()
    [mail] = mailbox(address)
    assert first.json()["link"] in text_of(mail)


def test_the_link_in_the_mail_opens_the_interview(
    invited: tuple[Invitation, str], address: str, run_jobs: Callable[[], None], mailbox: Mailbox
) -> None:
    run_jobs()
    found = re.search(r"/join/([0-9a-f-]{36})#(\S+)", text_of(mailbox(address)[0]))
    assert found
    assert invitations.redeem(invited[0].pk, found[2]).participant.email == address


def test_no_queued_job_holds_the_secret(invited: tuple[Invitation, str], run_jobs: Callable[[], None]) -> None:
    secret = invited[1].partition("#")[2]
    assert QueuedJob.objects.exists()
    assert secret not in str(list(QueuedJob.objects.values()))
    assert secret not in str(list(AuditEntry.objects.values()))


def test_the_calendar_entry_has_its_time_zone_and_a_reminder(
    invited: tuple[Invitation, str], planned: VideoSession, address: str, run_jobs: Callable[[], None], mailbox: Mailbox
) -> None:
    run_jobs()
    calendar = calendar_of(mailbox(address)[0])
    [event] = calendar.events
    assert (calendar["METHOD"], event["UID"], event["SEQUENCE"]) == ("REQUEST", f"{planned.pk}@testserver", 0)
    assert event["DTSTART"].params["TZID"] == "Europe/London"
    assert event.start == START
    assert event.end == START + timedelta(minutes=45)
    assert [zone["TZID"] for zone in calendar.timezones] == ["Europe/London"]
    assert [alarm["ACTION"] for alarm in event.walk("VALARM")] == ["DISPLAY"]
    assert event["ATTENDEE"] == f"mailto:{address}"
    assert event["ORGANIZER"] == "mailto:alice@acme.example"
    assert str(event["URL"]) == invited[1]


def test_a_new_time_moves_the_same_entry(
    invited: tuple[Invitation, str],
    planned: VideoSession,
    alice: Member,
    address: str,
    run_jobs: Callable[[], None],
    mailbox: Mailbox,
) -> None:
    run_jobs()
    later = START + timedelta(days=1)
    sessions.edit(planned.pk, alice.as_actor(), starts_at=later, ends_at=later + timedelta(hours=1))
    run_jobs()
    first, second = mailbox(address)
    assert second["Subject"] == "New time: interview with Acme: Backend engineer"
    before, after = (calendar_of(mail).events[0] for mail in (first, second))
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after.start == later
    secret = invited[1].partition("#")[2]
    assert invitations.redeem(invited[0].pk, secret).session == planned, "the link of the first mail still works"


def test_a_change_of_title_alone_sends_no_mail(
    invited: tuple[Invitation, str],
    planned: VideoSession,
    alice: Member,
    address: str,
    run_jobs: Callable[[], None],
    mailbox: Mailbox,
) -> None:
    sessions.edit(planned.pk, alice.as_actor(), title="Frontend engineer")
    run_jobs()
    assert len(mailbox(address)) == 1


def test_a_cancellation_takes_the_entry_away(
    invited: tuple[Invitation, str],
    planned: VideoSession,
    alice: Member,
    address: str,
    run_jobs: Callable[[], None],
    mailbox: Mailbox,
) -> None:
    run_jobs()
    sessions.cancel(planned.pk, alice.as_actor())
    run_jobs()
    mail = mailbox(address)[-1]
    assert mail["Subject"] == "Cancelled: interview with Acme: Backend engineer"
    calendar = calendar_of(mail)
    [event] = calendar.events
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    assert event["UID"] == f"{planned.pk}@testserver"
    assert "/join/" not in text_of(mail)


def test_a_link_revoked_before_its_mail_left_is_not_mailed(
    invited: tuple[Invitation, str],
    planned: VideoSession,
    alice: Member,
    address: str,
    run_jobs: Callable[[], None],
    mailbox: Mailbox,
) -> None:
    invitations.revoke(planned.pk, alice.as_actor(), invitation_id=invited[0].pk)
    run_jobs()
    assert mailbox(address) == []


def test_a_repeated_job_mails_once(
    invited: tuple[Invitation, str], address: str, run_jobs: Callable[[], None], mailbox: Mailbox
) -> None:
    run_jobs()
    mails.send_link.enqueue(str(invited[0].pk), "invitation")
    run_jobs()
    assert len(mailbox(address)) == 1


@pytest.mark.parametrize(
    "title", ["Engineer\r\nBcc: everybody@else.example", "Engineer\nBcc: x@else.example", "a\u2028b\x0bc"]
)
def test_a_title_cannot_inject_a_mail_header(
    title: str, alice: Member, address: str, run_jobs: Callable[[], None], mailbox: Mailbox
) -> None:
    session = sessions.create(alice.as_actor(), title=title, starts_at=START)
    invitations.invite(session.pk, alice.as_actor(), name="Carol\r\nBcc: y@else.example", email=address)
    run_jobs()
    [mail] = mailbox(address)
    assert mail["Bcc"] is None
    assert "\n" not in mail["Subject"]
    assert mail["To"] == address


def test_typed_text_is_escaped_in_html(
    alice: Member, address: str, run_jobs: Callable[[], None], mailbox: Mailbox
) -> None:
    session = sessions.create(alice.as_actor(), title="<b>R&D</b>")
    invitations.invite(session.pk, alice.as_actor(), name="<i>Carol</i>", email=address)
    run_jobs()
    [mail] = mailbox(address)
    assert "<b>R&D</b>" in text_of(mail)
    assert "&lt;b&gt;R&amp;D&lt;/b&gt;" in text_of(mail, "html")
    assert "&lt;i&gt;Carol&lt;/i&gt;" in text_of(mail, "html")


def test_a_mail_of_an_interview_without_a_time_has_no_calendar_entry(
    alice: Member, address: str, run_jobs: Callable[[], None], mailbox: Mailbox
) -> None:
    session = sessions.create(alice.as_actor())
    invitations.invite(session.pk, alice.as_actor(), name="", email=address)
    run_jobs()
    [mail] = mailbox(address)
    assert mail["Subject"] == "Interview with Acme"
    assert not [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert "When:" not in text_of(mail)
