"""Two people meet in two browsers."""

from playwright.sync_api import expect

from core.models import Member
from interviews.models import Participant, VideoSession
from tests import cast
from tests.browser.conftest import Sit, until
from tests.browser.person import Person
from tests.browser.site import Site


def arrive(alice: Member, interview: VideoSession, link: str, sit: Sit) -> tuple[Person, Person]:
    """Alice is in the room, and carol comes by her link."""
    at_alices, at_carols = sit(), sit()
    at_alices.log_in(alice.email, cast.PASSWORD)
    at_alices.enter(interview.pk)
    come_by_link(at_carols, link)
    for person in (at_alices, at_carols):
        expect(person.page.locator("te-tile")).to_have_count(2)
    return at_alices, at_carols


def come_by_link(person: Person, link: str) -> None:
    person.go(link)
    person.button("Continue").click()
    person.button("Agree and continue").click()
    expect(person.page.get_by_text("Your connection is good")).to_be_visible(timeout=15_000)
    person.picture("check")
    person.button("Join interview").click()


def test_interviewer_and_candidate_see_each_other(
    alice: Member, interview: VideoSession, carols_link: str, sit: Sit
) -> None:
    at_alices, at_carols = arrive(alice, interview, carols_link, sit)
    for person in (at_alices, at_carols):
        until(lambda person=person: person.decoded() > 0)  # type: ignore[misc]  # mypy cannot infer a lambda's default
        before = person.decoded()
        until(lambda person=person, before=before: person.decoded() > before + 10)  # type: ignore[misc]

    carols_tile = at_alices.page.locator("te-tile", has_text="Carol")
    at_carols.button("Mute microphone").click()
    expect(at_carols.button("Unmute microphone")).to_have_attribute("aria-pressed", "true")
    expect(carols_tile.get_by_text("Muted")).to_be_attached()
    at_carols.page.keyboard.press("Control+d")
    expect(carols_tile.get_by_text("Muted")).not_to_be_attached()

    at_alices.button("Turn camera off").click()
    alices_tile = at_carols.page.locator("te-tile", has_text="Alice")
    expect(alices_tile.locator(".avatar")).to_be_visible()
    at_alices.button("Turn camera on").click()
    expect(alices_tile.locator(".avatar")).not_to_be_attached()
    assert Participant.objects.of(interview.tenant_id).get(email="carol@home.example").is_muted is False

    elsewhere = at_alices.open_page()
    elsewhere.goto(at_alices.site)
    elsewhere.get_by_role("button", name="Log out").click()
    expect(at_alices.page.get_by_role("heading", name="You are logged out")).to_be_visible()
    at_alices.troubles.clear()  # the ticket that it asked for was refused


def test_a_room_survives_a_restart_of_its_server_without_losing_messages(
    alice: Member, interview: VideoSession, carols_link: str, site: Site, sit: Sit
) -> None:
    at_alices, at_carols = arrive(alice, interview, carols_link, sit)
    site.web.kill()
    for person in (at_alices, at_carols):
        expect(person.page.get_by_text("Connection lost. Reconnecting…")).to_be_visible()
    at_carols.button("Chat").click()
    at_carols.page.get_by_label("Message to everybody").fill("Are you there?")
    at_carols.button("Send message").click()
    site.web.start()
    for person in (at_alices, at_carols):
        expect(person.page.get_by_text("Connection lost. Reconnecting…")).not_to_be_attached(timeout=30_000)
        person.troubles.clear()  # of course the browser complains
    at_alices.button("Chat").click()
    expect(at_alices.page.locator("te-chat").get_by_text("Are you there?")).to_have_count(1)
    expect(at_alices.page.locator("te-tile")).to_have_count(2)
