"""The main job, end to end: an interview is arranged, held, judged, recorded and watched."""

import re
import time

import pytest
from playwright.sync_api import expect

from core.models import Member
from interviews.models import Recording, Scorecard, VideoSession
from tests import cast
from tests.browser.conftest import Sit, until
from tests.browser.person import Person
from tests.browser.site import Site
from tests.browser.test_meeting import come_by_link
from tests.cards import whole

SECRETS = re.compile(r'"(score|note|tag)')
LINK = re.compile(r"https?://\S+(/join/\S+#[\w-]+)")


@pytest.mark.timeout(240)
def test_from_the_first_click_to_the_film(alice: Member, site: Site, sit: Sit) -> None:
    at_alices, at_carols = sit(), sit()
    at_alices.log_in(alice.email, cast.PASSWORD)
    link = invite_carol(at_alices, site)

    session = VideoSession.objects.of(alice.tenant_id).get()
    at_alices.enter(session.pk)
    come_by_link(at_carols, link)
    expect(at_alices.page.locator("te-tile")).to_have_count(2)
    for person in (at_alices, at_carols):
        until(lambda person=person: person.decoded() > 0)  # type: ignore[misc]  # mypy cannot infer a lambda's default

    judge(at_alices)
    until(lambda: Scorecard.objects.of(session.tenant_id).get().submitted_at)
    card = Scorecard.objects.of(session.tenant_id).get()
    assert (card.scores, card.evidence) == (whole(technical=4)["scores"], {"technical": "Asked back."})
    assert card.recommendation == "yes"

    longest = record(at_alices, at_carols, seconds=5)
    recordings = Recording.objects.of(session.tenant_id)
    until(lambda: recordings.filter(state=Recording.State.READY).exists(), within=60)
    watch(at_alices, recordings.get(), lasts=(5, longest))

    at_alices.enter(session.pk)
    at_alices.button("End interview for everyone").click()
    at_alices.button("End interview").click()
    expect(at_carols.page.get_by_role("heading", name="The interview has ended")).to_be_visible()
    assert at_carols.frames
    assert [frame for frame in at_carols.frames if SECRETS.search(frame)] == []


def invite_carol(alice: Person, site: Site) -> str:
    """Arrange the interview on its page, and answer the link that arrives by mail."""
    alice.go("/interviews/new/")
    page = alice.page
    page.get_by_label("Title").fill("Backend engineer")
    page.get_by_label("Candidate's name").fill("Carol Danvers")
    page.get_by_label("Candidate's e-mail").fill("carol@home.example")
    alice.button("Send invitation").click()
    page.wait_for_url(re.compile(r"/interviews/[0-9a-f-]{36}/"))
    until(lambda: site.mails_to("carol@home.example"))
    found = LINK.search(site.mails_to("carol@home.example")[0])
    assert found
    return found[1]


def judge(alice: Person) -> None:
    """Score one criterion, give evidence, leave the others out, recommend and submit."""
    page = alice.page
    criterion = page.get_by_role("group", name="Technical skill")
    criterion.get_by_label("4 Strong").check()
    page.get_by_label("Evidence for Technical skill").fill("Asked back.")
    expect(page.get_by_text("Saved at")).to_be_visible()
    alice.picture("room")
    for name in ("Problem solving", "Communication", "Collaboration", "Motivation"):
        page.get_by_role("group", name=name).get_by_label("Not assessed").check()
    page.get_by_role("group", name="Overall recommendation").get_by_label("Yes", exact=True).check()
    alice.button("Submit scorecard").click()
    expect(page.get_by_text("Your scorecard is submitted.").first).to_be_visible()


def record(alice: Person, carol: Person, *, seconds: int) -> float:
    """Record for a while; both see when it runs and when it is over. Return its longest possible duration."""
    began = time.monotonic()
    alice.button("Start recording").click()
    for person in (alice, carol):
        expect(person.page.locator(".badge-live", has_text="Recording")).to_be_visible(timeout=20_000)
    alice.page.wait_for_timeout(seconds * 1000)
    alice.button("Stop recording").click()
    expect(carol.page.locator(".badge-live")).not_to_be_attached()
    return time.monotonic() - began


def watch(alice: Person, recording: Recording, *, lasts: tuple[float, float]) -> None:
    """Play it on the review page, and seek in it."""
    alice.go(f"/recordings/{recording.pk}/")
    video = alice.page.locator("te-review video")
    expect(video).to_be_visible()
    until(lambda: video.evaluate("video => video.readyState >= 1 && Number.isFinite(video.duration)"))
    shortest, longest = lasts
    assert shortest - 1 < video.evaluate("video => video.duration") < longest + 1
    video.evaluate("video => { video.muted = true; video.currentTime = 3; return video.play() }")
    until(lambda: video.evaluate("video => !video.seeking && video.currentTime > 3.3"))
    alice.picture("review")
