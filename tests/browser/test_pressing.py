"""A press on a button that somebody else changes at the same moment never does the opposite of its label."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from core import storage
from core.models import Member
from interviews.models import Recording, VideoSession
from interviews.recordings import keys, verbs
from interviews.room import log
from tests import cast
from tests.browser.conftest import Sit, until
from tests.browser.person import Person

DELAYS = (0, 0.15, 0.5)  # seconds between two presses


def enter_as(sit: Sit, member: Member, interview: VideoSession) -> Person:
    person = sit()
    person.log_in(member.email, cast.PASSWORD)
    person.enter(interview.pk)
    expect(person.button("Start recording")).to_be_visible()
    return person


def presser(person: Person, name: str) -> Callable[[], Any]:
    """Clicks at the present position of the button, whatever the button becomes."""
    box = person.button(name).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    return lambda: person.page.mouse.click(x, y)


def expect_one_running(interview: VideoSession) -> None:
    """Expect exactly one open recording, with chunks arriving."""
    running = Recording.objects.of(interview.tenant_id).filter(session=interview, state__in=Recording.OPEN)
    until(lambda: running.filter(state=Recording.State.RECORDING).exists())
    found = running.get()
    stored = chunks(found)
    until(lambda: chunks(found) >= stored + 2)
    assert running.get().pk == found.pk


def chunks(recording: Recording) -> int:
    return len(list(storage.listed(keys.raw(recording))))


def count_events(interview: VideoSession, event_type: str) -> int:
    return sum(
        f'"type":"{event_type}"' in frame for stream in ("all", "staff") for _, frame in log.read(interview.pk, stream)
    )


@pytest.mark.timeout(240)
def test_two_people_who_press_start_together_get_one_running_recording(
    alice: Member, bob: Member, interview: VideoSession, sit: Sit
) -> None:
    at_alices, at_bobs = enter_as(sit, alice, interview), enter_as(sit, bob, interview)
    for number, delay in enumerate(DELAYS, start=1):
        for person in (at_alices, at_bobs):
            expect(person.button("Start recording")).to_be_enabled()
        first, second = presser(at_alices, "Start recording"), presser(at_bobs, "Start recording")
        first()
        time.sleep(delay)
        second()
        expect_one_running(interview)
        assert count_events(interview, "recording.requested") == number
        verbs.stop(interview.pk, alice.as_actor())


@pytest.mark.timeout(240)
def test_a_double_click_starts_and_only_a_later_press_stops(alice: Member, interview: VideoSession, sit: Sit) -> None:
    person = enter_as(sit, alice, interview)
    for delay in DELAYS:
        expect(person.button("Start recording")).to_be_enabled()
        press = presser(person, "Start recording")
        press()
        time.sleep(delay)
        press()
        expect_one_running(interview)
        expect(person.button("Stop recording")).to_be_enabled()
        press()
        time.sleep(delay)
        press()
        expect(person.button("Start recording")).to_be_enabled()
        assert count_events(interview, "recording.requested") == count_events(interview, "recording.stopped")


def test_a_key_held_down_starts_and_the_focus_stays_on_the_button(
    alice: Member, interview: VideoSession, sit: Sit
) -> None:
    person = enter_as(sit, alice, interview)
    person.button("Start recording").focus()
    for _ in range(20):
        person.page.keyboard.down("Enter")
        time.sleep(0.1)
    person.page.keyboard.up("Enter")
    expect_one_running(interview)
    assert count_events(interview, "recording.requested") == 1
    expect(person.button("Stop recording")).to_be_focused()
    person.page.keyboard.press("Enter")
    until(lambda: count_events(interview, "recording.stopped"))


def test_a_double_click_locks_the_room_and_opens_a_question(alice: Member, interview: VideoSession, sit: Sit) -> None:
    person = enter_as(sit, alice, interview)
    person.page.get_by_role("tab", name="Questions").click()
    question = person.page.get_by_role("button", name="Start question").first
    question.scroll_into_view_if_needed()
    name = question.get_attribute("aria-label")
    assert name
    for label, next_label in (("Lock room", "Unlock room"), (name, name.replace("Start", "Finish"))):
        press = presser(person, label)
        press()
        time.sleep(0.25)
        press()
        expect(person.button(next_label)).to_be_enabled()
        time.sleep(0.5)
        expect(person.button(next_label)).to_be_visible()
