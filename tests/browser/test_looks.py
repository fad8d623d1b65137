"""The room's pages as people find them: without a barrier, in light and dark, large and small."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from core.models import Member
from interviews.models import VideoSession
from tests import cast
from tests.browser.conftest import Sit
from tests.browser.person import REFUSES, Person

SIZES = ((1280, 800), (390, 844))
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def views(page: Page) -> Iterator[str]:
    """The page in every look in turn."""
    for scheme in ("light", "dark"):
        for width, height in SIZES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size({"width": width, "height": height})
            yield f"{width}-{scheme}"


def look(person: Person, name: str, pictures: Path) -> None:
    """Nothing in the way of anybody, and nothing that has to be scrolled sideways."""
    for view in views(person.page):
        person.page.screenshot(path=pictures / f"{name}-{view}.png")
        found = Axe().run(person.page, options=WCAG).response["violations"]
        assert [(view, one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
        assert person.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
    person.page.set_viewport_size({"width": 1280, "height": 800})


@pytest.mark.timeout(240)
def test_the_room_stands_in_nobodys_way(
    alice: Member, interview: VideoSession, carols_link: str, sit: Sit, tmp_path: Path
) -> None:
    at_alices, at_carols = sit(), sit()
    carol, alices = at_carols.page, at_alices.page
    at_carols.go(carols_link)
    at_carols.button("Continue").click()
    at_carols.button("Agree and continue").click()
    expect(at_carols.page.get_by_text("Your connection is good")).to_be_visible()
    look(at_carols, "check", tmp_path)
    at_carols.button("Join interview").click()
    expect(carol.get_by_role("heading", name="You are in the waiting room")).to_be_visible()
    look(at_carols, "waiting", tmp_path)

    at_alices.log_in(alice.email, cast.PASSWORD)
    at_alices.enter(interview.pk)
    expect(alices.locator("te-tile")).to_have_count(2)
    for tab in ("Scorecard", "Notes", "Questions", "Staff chat", "Waiting"):
        alices.get_by_role("tab", name=tab).click()
        look(at_alices, f"room-{tab.lower()}", tmp_path)
    at_carols.button("Chat").click()
    look(at_carols, "room-chat", tmp_path)

    at_alices.button("Leave interview").click()
    expect(alices.get_by_role("heading", name="You have left the interview")).to_be_visible()
    look(at_alices, "left", tmp_path)
    at_carols.go(f"/room/{interview.pk}/ended/")
    look(at_carols, "ended", tmp_path)


def test_who_refuses_the_camera_may_join_all_the_same(alice: Member, interview: VideoSession, sit: Sit) -> None:
    at_alices = sit(REFUSES)
    at_alices.log_in(alice.email, cast.PASSWORD)
    at_alices.go(f"/room/{interview.pk}/")
    expect(at_alices.page.get_by_text("The browser may not use your microphone.")).to_be_visible()
    expect(at_alices.page.get_by_text("The browser may not use your camera.")).to_be_visible()
    at_alices.button("Join interview").click()
    expect(at_alices.page.locator("te-tile .avatar")).to_be_visible()
