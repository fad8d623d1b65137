"""A scorecard on its page: missing answers are named and focused, and colleagues' cards are shown when announced."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from core.models import Member
from interviews.models import VideoSession
from interviews.people import verbs as participants
from interviews.scorecards import verbs as scorecards
from interviews.sessions import verbs as sessions
from tests import cast
from tests.browser.conftest import Sit
from tests.browser.site import Site
from tests.browser.test_looks import look
from tests.cards import whole


@pytest.fixture
def over(site: Site, interview: VideoSession, alice: Member, bob: Member) -> VideoSession:
    """Alice and bob were there; bob has submitted, alice owes."""
    for member in (alice, bob):
        participants.enter(interview.pk, member.as_actor())
    scorecards.submit(interview.pk, bob.as_actor(), **whole(technical=2), notes="Not convinced.")
    sessions.end(interview.pk, alice.as_actor())
    return interview


@pytest.mark.timeout(240)
def test_a_complete_card_can_be_submitted_and_reveals_the_others(
    alice: Member, over: VideoSession, sit: Sit, tmp_path: Path
) -> None:
    person = sit()
    page = person.page
    person.log_in(alice.email, cast.PASSWORD)
    person.go(f"/room/{over.pk}/")
    skill = page.get_by_role("group", name="Technical skill")
    expect(skill.get_by_role("radio")).to_have_count(6)
    expect(page.get_by_text("1 scorecard is hidden until you submit yours.")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)

    person.button("Submit scorecard").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "Still missing: Technical skill, Problem solving, Communication, Collaboration, Motivation, Overall recommendation."
    )
    expect(skill.get_by_label("1 Poor")).to_be_focused()
    expect(skill).to_have_accessible_description("Choose a level or “Not assessed”.")
    look(person, "scorecard-missing", tmp_path)

    skill.get_by_label("4 Strong").check()
    for name in ("Problem solving", "Communication", "Collaboration", "Motivation"):
        page.get_by_role("group", name=name).get_by_label("Not assessed").check()
    expect(page.get_by_role("alert")).to_have_text("Still missing: Overall recommendation.")
    person.button("Submit scorecard").click()
    expect(page.get_by_role("group", name="Overall recommendation").get_by_label("Strong no")).to_be_focused()
    expect(page.get_by_text("Not convinced.")).not_to_be_attached()

    page.get_by_role("group", name="Overall recommendation").get_by_label("Yes", exact=True).check()
    person.button("Submit scorecard").click()
    expect(page.get_by_text("Your scorecard is submitted.").first).to_be_visible()
    expect(page.get_by_text("Not convinced.")).to_be_visible()
    expect(page.get_by_text("hidden until")).not_to_be_attached()
    look(person, "scorecard-submitted", tmp_path)
    page.reload()
    expect(page.get_by_role("group", name="Motivation").get_by_label("Not assessed")).to_be_checked()


def test_a_card_submitted_in_part_over_the_api_lists_what_it_lacks(alice: Member, over: VideoSession, sit: Sit) -> None:
    sessions.record_interview_data(over.pk, alice.as_actor(), scores={"technical": 4})
    person = sit()
    page = person.page
    person.log_in(alice.email, cast.PASSWORD)
    person.go(f"/interviews/{over.pk}/")
    expect(page.get_by_text("1 scorecard is hidden until yours is complete.")).to_be_visible()
    page.get_by_role("link", name="Complete your scorecard").click()
    expect(page.get_by_text("Submitted in part.")).to_be_visible()
    expect(page.get_by_text("1 scorecard is hidden until yours is complete.")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("Still missing: Problem solving, Communication,")


def test_a_reviewer_sees_the_missing_submitters_and_then_the_cards(
    alice: Member, vera: Member, over: VideoSession, sit: Sit
) -> None:
    person = sit()
    page = person.page
    person.log_in(vera.email, cast.PASSWORD)
    person.go(f"/interviews/{over.pk}/")
    expect(page.get_by_text("1 scorecard is hidden until everybody who owes one has submitted.")).to_be_visible()
    expect(page.get_by_text("Not submitted yet: Alice Acme.")).to_be_visible()
    scorecards.submit(over.pk, alice.as_actor(), **whole(technical=4))
    page.reload()
    page.get_by_text("Bob Acme", exact=True).last.click()
    expect(page.get_by_text("Not convinced.")).to_be_visible()
    expect(page.get_by_text("From 2 submitted scorecards")).to_be_visible()
