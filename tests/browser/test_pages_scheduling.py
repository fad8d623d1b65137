"""Arranging an interview on its pages: the form, the link that is shown once, a new time, calling it off."""

from playwright.sync_api import expect

from core.models import Member
from interviews.models import VideoSession
from tests import cast
from tests.browser.conftest import Sit, until
from tests.browser.person import Person
from tests.browser.site import Site


def at_alices_desk(alice: Member, sit: Sit) -> Person:
    person = sit()
    person.log_in(alice.email, cast.PASSWORD)
    expect(person.page.get_by_role("heading", name="Interviews")).to_be_visible()
    return person


def test_an_interview_is_arranged_by_keyboard_alone(site: Site, alice: Member, bob: Member, sit: Sit) -> None:
    page = at_alices_desk(alice, sit).page
    page.get_by_role("link", name="New interview").press("Enter")
    page.get_by_label("Title").fill("Backend engineer")
    page.get_by_role("button", name="Send invitation").press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("link", name="Enter the candidate's e-mail").press("Enter")
    expect(page.get_by_label("Candidate's e-mail")).to_be_focused()
    page.keyboard.type("carol@home.example")
    page.get_by_label("Bob").press("Space")
    page.get_by_label("Candidate's e-mail").press("Enter")

    page.wait_for_url("**/interviews/*-*/")
    expect(page.get_by_role("main").get_by_text("Invitation sent to carol@home.example")).to_be_visible(timeout=20_000)
    session = VideoSession.objects.of(alice.tenant_id).get()
    assert session.title == "Backend engineer"
    assert len(session.kit["criteria"]) == 5
    assert set(session.participants.values_list("member_id", "role")) >= {(alice.pk, "host"), (bob.pk, "interviewer")}
    link = page.get_by_label("Personal link").input_value()
    until(lambda: site.mails_to("carol@home.example"))
    assert link.split("#")[0] in site.mails_to("carol@home.example")[0].replace("=\n", "")
    page.reload()
    expect(page.get_by_text("Sent ")).to_be_visible()
    expect(page.get_by_label("Personal link")).not_to_be_attached()


def test_a_time_the_clocks_skip_is_refused_and_a_valid_one_is_mailed_to_the_candidate(
    site: Site, alice: Member, interview: VideoSession, carols_link: str, sit: Sit
) -> None:
    person = at_alices_desk(alice, sit)
    person.go(f"/interviews/{interview.pk}/")
    page = person.page
    page.get_by_role("button", name="Set a time").click()
    page.get_by_label("Date").fill("2027-03-28")
    page.get_by_label("Start time").fill("02:30")
    page.get_by_label("Time zone").select_option("Europe/Berlin")
    page.get_by_role("button", name="Save new time").click()
    expect(page.get_by_role("alert")).to_contain_text("The clocks skip this time")
    page.get_by_label("Start time").fill("14:30")
    page.get_by_role("button", name="Save new time").click()
    expect(page.get_by_text("Planned in Europe/Berlin")).to_be_visible()
    interview.refresh_from_db()
    assert interview.starts_at
    assert interview.starts_at.isoformat() == "2027-03-28T12:30:00+00:00"
    until(lambda: len(site.mails_to("carol@home.example")) > 1)


def test_a_link_is_revoked_and_an_interview_cancelled(
    alice: Member, interview: VideoSession, carols_link: str, sit: Sit
) -> None:
    person = at_alices_desk(alice, sit)
    person.go(f"/interviews/{interview.pk}/")
    page = person.page
    page.get_by_role("button", name="Revoke carol@home.example").click()
    page.get_by_role("button", name="Revoke link").click()
    expect(page.get_by_text("Revoked", exact=True)).to_be_visible()
    page.get_by_role("button", name="Resend carol@home.example").click()
    expect(page.get_by_label("Personal link")).to_be_visible()

    page.get_by_role("button", name="Cancel interview").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel interview").click()
    expect(page.get_by_text("Cancelled")).to_be_visible()
    expect(page.get_by_role("button", name="Resend")).not_to_be_attached()
    interview.refresh_from_db()
    assert interview.cancelled_at
