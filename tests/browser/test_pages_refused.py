"""A person who may not enter a room sees no link to it, and sees the true reason when they open its address."""

from playwright.sync_api import expect

from core.models import Member
from interviews.invitations import verbs as invitations
from interviews.models import Invitation, VideoSession
from tests import cast
from tests.browser.conftest import Sit
from tests.browser.person import Person


def test_a_reviewer_without_a_part_sees_that_reason_and_no_blocked_network(
    interview: VideoSession, vera: Member, sit: Sit
) -> None:
    person = sit()
    person.log_in(vera.email, cast.PASSWORD)
    for path in ("/", f"/interviews/{interview.pk}/"):
        person.go(path)
        expect(person.page.get_by_text("Backend engineer").first).to_be_visible()
        expect(person.page.get_by_role("link", name="Join room")).to_have_count(0)
    person.go(f"/room/{interview.pk}/")
    refused(person, heading="You have no part in this interview")
    person.page.get_by_role("link", name="To the interview's page").click()
    person.page.wait_for_url(f"**/interviews/{interview.pk}/")


def test_a_stranger_is_asked_to_log_in_or_to_use_their_link(interview: VideoSession, vera: Member, sit: Sit) -> None:
    person = sit()
    person.go(f"/room/{interview.pk}/")
    refused(person, heading="You are logged out")
    person.page.get_by_role("link", name="Log in").click()
    expect(person.page.get_by_label("E-mail")).to_be_visible()


def test_a_link_revoked_during_the_device_check_is_explained(
    interview: VideoSession, carols_link: str, alice: Member, sit: Sit
) -> None:
    person = sit()
    person.go(carols_link)
    person.button("Continue").click()
    person.button("Agree and continue").click()
    expect(person.button("Join interview")).to_be_enabled()
    invitation = Invitation.objects.of(interview.tenant_id).get()
    invitations.revoke(interview.pk, alice.as_actor(), invitation_id=invitation.pk)
    person.button("Join interview").click()
    refused(person, heading="Your link no longer works")
    person.page.reload()
    refused(person, heading="Your link no longer works")


def refused(person: Person, *, heading: str) -> None:
    expect(person.page.get_by_role("heading", name=heading)).to_be_visible()
    expect(person.page.get_by_text("network")).to_have_count(0)
    expect(person.page.get_by_text("A host did not let you in")).to_have_count(0)
    person.troubles.clear()  # the browser itself logs every refused request
