"""Watching a recording on the timeline of its interview, and every page of ours for everybody's eyes and hands."""

import re
import urllib.error
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from rest_framework.test import APIClient

from core import storage
from core.models import Member
from interviews.invitations import verbs as invitations
from interviews.models import Participant, Recording, VideoSession
from interviews.people import chat, consents
from interviews.people import verbs as participants
from interviews.recordings import verbs
from interviews.room import presence
from interviews.scorecards import verbs as scorecards
from interviews.sessions import verbs as sessions
from tests import cast
from tests.browser.conftest import Sit, until
from tests.browser.person import Person
from tests.browser.site import Site
from tests.browser.test_looks import look
from tests.cards import whole
from tests.interviews.conftest import guest
from tests.interviews.films import Recorder, cut, fetch, film

LENGTH = 20
NOW = "() => document.querySelector('video').currentTime"


@pytest.fixture
def filmed(
    site: Site, interview: VideoSession, carol: Participant, alice: Member, bob: Member, api: Callable[..., APIClient]
) -> Recording:
    """Twenty seconds in which, ten seconds in, alice noted something and carol's connection was lost for a moment."""
    participants.enter(interview.pk, alice.as_actor())
    participants.enter(interview.pk, guest(carol))
    consents.answer(interview.pk, guest(carol), granted=True)
    recording = verbs.start(interview.pk, alice.as_actor())
    chunks = cut(film(LENGTH), 8)
    recorder = Recorder(api(alice), interview, recording.pk)
    recorder.store(0, chunks[0], age_ms=10_000)
    chat.add_note(interview.pk, alice.as_actor(), text="Knows her numbers.")
    place = presence.connect(interview.pk, guest(carol), hub=uuid.uuid4(), tab=uuid.uuid4())
    presence.disconnect(interview.pk, None, participant_id=carol.pk, generation=place.generation, grace=600)
    participants.enter(interview.pk, guest(carol))
    scorecards.submit(interview.pk, bob.as_actor(), **whole(technical=4))
    for seq, chunk in enumerate(chunks[1:], start=1):
        recorder.store(seq, chunk, **({"last": True} if seq == len(chunks) - 1 else {}))
    verbs.stop(interview.pk, alice.as_actor())
    sessions.end(interview.pk, alice.as_actor())
    return recording


def watch(person: Person, reader: Member, recording: Recording, query: str = "") -> None:
    """Open the page, perhaps too early: it shows the film by itself as soon as there is one."""
    person.log_in(reader.email, cast.PASSWORD)
    person.page.get_by_role("link", name="Recordings", exact=True).click()
    person.go(f"/recordings/{recording.pk}/{query}")
    expect(person.page.locator("te-player video")).to_be_visible(timeout=60_000)
    until(lambda: person.page.evaluate("() => document.querySelector('video').readyState >= 1"))


def at(person: Person, seconds: float) -> bool:
    return bool(abs(person.page.evaluate(NOW) - seconds) < 0.6)


@pytest.mark.timeout(240)
def test_a_reviewer_goes_from_moment_to_moment(alice: Member, filmed: Recording, sit: Sit) -> None:
    person = sit()
    watch(person, alice, filmed, "?t=0:04")
    page = person.page
    until(lambda: at(person, 4))
    expect(page.get_by_text("1 scorecard is hidden until you submit yours.")).to_be_visible()
    expect(page.get_by_text(re.compile(r"Carol lost .* of connection"))).to_be_visible()

    page.get_by_role("list").get_by_role("button", name="Alice Acme: Knows her numbers.").click()
    until(lambda: 9 < page.evaluate(NOW) < 14)
    noted = page.evaluate(NOW)
    page.get_by_role("group", name="Notes").get_by_role("button").press("Enter")
    until(lambda: at(person, noted))
    page.get_by_role("heading", name="Moments").click()
    for key, step in (("ArrowLeft", -5), ("ArrowRight", 5), ("j", -10), ("l", 10)):
        target = max(0, page.evaluate(NOW) + step)
        page.keyboard.press(key)
        until(lambda target=target: at(person, target))  # type: ignore[misc]  # mypy cannot infer a lambda's default
    page.get_by_role("slider", name="Position").press("Home")
    until(lambda: at(person, 0))
    page.get_by_role("button", name="Play").click()
    until(lambda: page.evaluate(NOW) > 0.5)
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.get_by_label("Speed").select_option("2")
    assert page.evaluate("() => document.querySelector('video').playbackRate") == 2
    page.get_by_role("heading", name="Moments").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


@pytest.mark.timeout(240)
def test_a_film_goes_on_after_its_address_has_expired(alice: Member, filmed: Recording, sit: Sit) -> None:
    person = sit()
    watch(person, alice, filmed)
    filmed.refresh_from_db()
    expired = storage.presigned_get(filmed.master_key, seconds=1, content_type="video/webm")
    until(lambda: is_refused(expired))
    person.page.evaluate("url => { document.querySelector('video').src = url }", expired)
    until(lambda: person.page.evaluate("() => document.querySelector('video').src") != expired)
    person.page.get_by_role("button", name="Play").click()
    until(lambda: person.page.evaluate(NOW) > 0.5)
    assert all("403" in trouble for trouble in person.troubles)  # the expired address, where the browser logs it
    person.troubles.clear()


def is_refused(url: str) -> bool:
    try:
        fetch(url, Range="bytes=0-0")
    except urllib.error.HTTPError as refused:
        refused.close()
        return refused.code == 403
    return False


@pytest.mark.timeout(300)
def test_every_page_is_accessible_in_every_light_and_width(
    alice: Member, filmed: Recording, carols_link_elsewhere: str, sit: Sit, tmp_path: Path
) -> None:
    person = sit()
    watch(person, alice, filmed)
    pages = {
        "interviews": "/",
        "new": "/interviews/new/",
        "interview": f"/interviews/{filmed.session_id}/",
        "recordings": "/recordings/",
        "recording": f"/recordings/{filmed.pk}/",
        "landing": carols_link_elsewhere,
        "unsupported": "/unsupported/",
    }
    for name, path in pages.items():
        person.go(path)
        if path == carols_link_elsewhere:
            person.button("Continue").click()
        person.page.wait_for_load_state("networkidle")
        look(person, name, tmp_path)


@pytest.fixture
def carols_link_elsewhere(site: Site, alice: Member) -> str:
    """A link into an interview that is still to come."""
    session = sessions.create(alice.as_actor(), title="Second round")
    _, link = invitations.invite(session.pk, alice.as_actor(), name="Carol", email="carol@home.example")
    return link[link.index("/join/") :]
