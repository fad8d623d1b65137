"""The room's pages as people find them: without a barrier, in light and dark, large and small."""

import os
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from core.models import Member
from interviews.models import VideoSession
from tests import cast
from tests.browser.conftest import Sit
from tests.browser.person import REFUSES, Person

Look = tuple[Literal["light", "dark"], int, int]
# Each theme at one width, each width in one theme: colours do not depend on the width. `make looks` takes all four.
LOOKS: list[Look] = [("light", 1280, 800), ("dark", 390, 844)]
if os.environ.get("TE_LOOKS") == "all":
    LOOKS += [("light", 390, 844), ("dark", 1280, 800)]
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def look(person: Person, name: str, pictures: Path) -> None:
    """Nothing in the way of anybody, and nothing that has to be scrolled sideways."""
    page = person.page
    page.emulate_media(reduced_motion="reduce")  # first: a colour on its way to the other theme is of neither
    for scheme, width, height in LOOKS:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": height})
        view = f"{name}-{width}-{scheme}"
        page.screenshot(path=pictures / f"{view}.png")
        found = Axe().run(page, options=WCAG).response["violations"]
        assert [(view, one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
    page.set_viewport_size({"width": 1280, "height": 800})


@pytest.mark.timeout(240)
def test_the_pages_of_a_candidate_are_accessible(
    interview: VideoSession, carols_link: str, sit: Sit, tmp_path: Path
) -> None:
    at_carols = sit()
    at_carols.go(carols_link)
    at_carols.button("Continue").click()
    at_carols.button("Agree and continue").click()
    expect(at_carols.page.get_by_text("Your connection is good")).to_be_visible(timeout=15_000)
    look(at_carols, "check", tmp_path)
    at_carols.button("Join interview").click()
    expect(at_carols.page.get_by_role("heading", name="You are in the waiting room")).to_be_visible()
    look(at_carols, "waiting", tmp_path)
    at_carols.go(f"/room/{interview.pk}/ended/")
    look(at_carols, "ended", tmp_path)


@pytest.mark.timeout(240)
def test_the_room_is_accessible(alice: Member, interview: VideoSession, sit: Sit, tmp_path: Path) -> None:
    at_alices = sit()
    page = at_alices.page
    at_alices.log_in(alice.email, cast.PASSWORD)
    at_alices.enter(interview.pk)
    expect(page.get_by_role("tab", name="Scorecard")).to_be_visible()
    look(at_alices, "room-scorecard", tmp_path)
    for tab in ("Notes", "Questions", "Staff chat", "Waiting"):
        page.get_by_role("tab", name=tab).click()
        look(at_alices, f"room-{tab.lower()}", tmp_path)
    at_alices.button("Chat").click()
    look(at_alices, "room-chat", tmp_path)
    at_alices.button("Leave interview").click()
    expect(page.get_by_role("heading", name="You have left the interview")).to_be_visible()
    look(at_alices, "left", tmp_path)


def test_a_person_who_refuses_the_camera_can_join(alice: Member, interview: VideoSession, sit: Sit) -> None:
    at_alices = sit(REFUSES)
    at_alices.log_in(alice.email, cast.PASSWORD)
    at_alices.go(f"/room/{interview.pk}/")
    expect(at_alices.page.get_by_text("The browser may not use your microphone.")).to_be_visible()
    expect(at_alices.page.get_by_text("The browser may not use your camera.")).to_be_visible()
    at_alices.button("Join interview").click()
    expect(at_alices.page.locator("te-tile .avatar")).to_be_visible()
