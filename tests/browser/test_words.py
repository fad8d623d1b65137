"""Messages reach everybody who may read them, also people who were not there when they were written."""

from playwright.sync_api import Locator, expect

from core.models import Member
from interviews.models import VideoSession
from tests import cast
from tests.browser.conftest import Sit
from tests.browser.person import Person
from tests.browser.test_meeting import come_by_link


def test_messages_written_before_anybody_came_and_during_a_reload_are_shown(
    alice: Member, interview: VideoSession, carols_link: str, sit: Sit
) -> None:
    at_alices, at_carols = sit(), sit()
    come_by_link(at_carols, carols_link)
    expect(at_carols.page.get_by_role("heading", name="You are in the waiting room")).to_be_visible()
    write(at_carols, "I am early.", to="the interviewers")

    at_alices.log_in(alice.email, cast.PASSWORD)
    at_alices.enter(interview.pk)
    expect(at_alices.page.locator(".unread")).to_have_text("New messages: 1")
    at_alices.button("Chat").click()
    expect(messages(at_alices)).to_have_text(["I am early."])
    expect(at_alices.page.locator("te-chat .line", has_text="I am early.")).to_contain_text("Waiting room")
    write(at_alices, "Welcome!", to="everybody")
    at_carols.button("Chat").click()
    expect(messages(at_carols)).to_have_text(["I am early.", "Welcome!"])

    room = at_carols.page.url
    at_carols.page.goto("about:blank")
    write(at_alices, "Are you there?", to="everybody")
    expect(messages(at_alices)).to_have_text(["I am early.", "Welcome!", "Are you there?"])
    at_carols.page.goto(room)
    at_carols.button("Join interview").click()
    expect_all(at_carols, unread="New messages: 1")

    on_her_phone = sit()
    come_by_link(on_her_phone, carols_link)
    expect_all(on_her_phone, unread="New messages: 2")


def expect_all(carol: Person, *, unread: str) -> None:
    expect(carol.page.locator(".unread")).to_have_text(unread)
    carol.button("Chat").click()
    expect(messages(carol)).to_have_text(["I am early.", "Welcome!", "Are you there?"])


def write(person: Person, text: str, *, to: str) -> None:
    person.page.get_by_label(f"Message to {to}").fill(text)
    person.button("Send message").click()
    expect(person.page.get_by_role("log").get_by_text(text)).to_be_visible()


def messages(person: Person) -> Locator:
    return person.page.locator("te-chat .line-text")
