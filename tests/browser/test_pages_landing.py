"""What happens behind a candidate's link, and why it does not open."""

from playwright.sync_api import expect

from core.models import Member
from interviews.invitations import verbs as invitations
from interviews.models import Invitation, VideoSession
from interviews.people import consents
from interviews.people import verbs as participants
from interviews.sessions import verbs as sessions
from tests.browser.conftest import Sit
from tests.browser.person import Person
from tests.cast import as_guest
from tests.interviews.test_consents import EARLIER, of


def test_only_continue_redeems_a_link(interview: VideoSession, carols_link: str, sit: Sit) -> None:
    person = sit()
    page = person.page
    person.go(carols_link)
    expect(page.get_by_role("heading", name="You are invited to an interview")).to_be_visible()
    expect(page.get_by_text(interview.title)).not_to_be_attached()
    assert Invitation.objects.of(interview.tenant_id).get().redemptions == 0

    page.get_by_role("button", name="Continue").press("Enter")
    expect(page.get_by_role("heading", name=interview.title)).to_be_focused()
    assert "#" not in page.url
    page.reload()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Agree and continue").click()
    page.wait_for_url(f"**/room/{interview.pk}/")
    assert page.evaluate("id => sessionStorage.getItem(`te.guest.${id}`)", str(interview.pk))
    assert list(consents.in_force(interview).values()) == [True]


def test_a_person_who_declines_enters_the_room_too(interview: VideoSession, carols_link: str, sit: Sit) -> None:
    person = sit()
    person.go(carols_link)
    person.button("Continue").click()
    person.button("Decline and continue").click()
    person.page.wait_for_url(f"**/room/{interview.pk}/")
    assert list(consents.in_force(interview).values()) == [False]


def test_a_person_who_agreed_to_an_earlier_text_is_asked_again_on_the_page_and_in_the_room(
    interview: VideoSession, carols_link: str, alice: Member, sit: Sit
) -> None:
    guest = Invitation.objects.of(interview.tenant_id).get().participant
    with of(EARLIER):
        consents.answer(interview.pk, as_guest(guest), granted=True)
    participants.enter(interview.pk, alice.as_actor())
    person = sit()
    page = person.page
    person.go(carols_link)
    person.button("Continue").click()
    expect(page.get_by_text(consents.TEXT)).to_be_visible()
    expect(page.get_by_text("You agreed to an earlier version of this text")).to_be_visible()
    expect(page.get_by_text("You have agreed.")).not_to_be_attached()

    person.go(f"/room/{interview.pk}/")  # past the question
    person.button("Join interview").click()
    person.button("Recording: please answer again").click()
    page.get_by_role("dialog").get_by_role("button", name="Agree to recording").click()
    expect(page.get_by_role("button", name="Recording: you agreed")).to_be_visible()
    assert consents.in_force(interview) == {guest.pk: True}


def test_every_link_that_does_not_open_says_why(
    interview: VideoSession, carols_link: str, alice: Member, sit: Sit
) -> None:
    person = sit()
    path, _, secret = carols_link.partition("#")
    invitation = Invitation.objects.of(interview.tenant_id).get()

    person.go(path)
    expect(person.page.get_by_role("heading", name="This link is not complete")).to_be_visible()
    says_nothing_else(person)
    opening(person, f"{path}#{secret[::-1]}", heading="This link is not complete")

    person.go(carols_link)  # pasted into the same tab: from one fragment to another, a browser loads nothing
    person.context.set_offline(True)
    person.button("Continue").click()
    expect(person.page.get_by_role("heading", name="Your invitation could not be opened")).to_be_visible()
    person.context.set_offline(False)
    person.button("Try again").click()
    expect(person.page.get_by_role("heading", name=interview.title)).to_be_visible()

    invitations.revoke(interview.pk, alice.as_actor(), invitation_id=invitation.pk)
    opening(person, carols_link, heading="This link is no longer valid")
    sessions.end(interview.pk, alice.as_actor())
    opening(person, carols_link, heading="This interview has ended")
    person.troubles.clear()  # the browser itself logs every refused request


def opening(person: Person, link: str, *, heading: str) -> None:
    person.page.goto("about:blank")  # to the address it is at, a browser does not go
    person.go(link)
    person.button("Continue").click()
    expect(person.page.get_by_role("heading", name=heading)).to_be_visible()
    says_nothing_else(person)


def says_nothing_else(person: Person) -> None:
    """A heading and a sentence; no word of the program's own, such as "false"."""
    page = person.page.locator("te-landing")
    assert page.evaluate("page => [...page.children].map(({ localName }) => localName)") == ["h1", "p"]
    assert page.inner_text().split() == page.locator("h1, p").evaluate_all(
        "nodes => nodes.flatMap(({ innerText }) => innerText.split(/\\s+/))"
    )
