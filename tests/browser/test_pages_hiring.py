"""Requisitions and careers, as people find them: decided with two clicks, read by anybody."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from core.models import Member
from hiring.requisitions import verbs
from tests import cast
from tests.browser.conftest import Sit
from tests.browser.test_looks import look

TITLE = "Senior Python developer with a title so long that it has to wrap on a telephone"


@pytest.mark.timeout(240)
def test_from_a_draft_to_the_public_job_page(adam: Member, sit: Sit, tmp_path: Path) -> None:
    described = {
        "title": TITLE,
        "job_location": "London, UK (Remote)",
        "salary_range": "£60,000 - £80,000",
        "requirements": ["Python", "PostgreSQL"],
        "compliance_checklist": [{"name": "References"}],
        "approval_workflow": {"stages": [{"name": "Head of team", "approvers": ["alice@acme.example"]}]},
    }
    requisition = verbs.create(adam.as_actor(), described)
    at_adams = sit()
    page = at_adams.page
    at_adams.log_in(adam.email, cast.PASSWORD)
    at_adams.go("/requisitions/")
    look(at_adams, "requisitions", tmp_path)
    page.get_by_role("link", name=TITLE).click()
    look(at_adams, "requisition", tmp_path)
    page.get_by_label("Comment").fill("Go ahead")
    at_adams.button("Approve").click()
    at_adams.button("Publish").click()
    expect(page.get_by_text("Published")).to_be_visible()
    expect(page.get_by_text("Go ahead")).to_be_visible()

    somebody = sit()
    somebody.go("/careers/acme.example/")
    look(somebody, "careers", tmp_path)
    somebody.page.get_by_role("link", name=TITLE).click()
    expect(somebody.page.get_by_role("heading", name=TITLE)).to_be_visible()
    look(somebody, "job", tmp_path)
    assert requisition.code in somebody.page.url


@pytest.mark.timeout(120)
def test_the_documentation_runs_under_its_own_policy(sit: Sit) -> None:
    somebody = sit()
    somebody.go("/api/docs/")
    expect(somebody.page.get_by_text("/api/talent-engine/requisitions/public/published/").first).to_be_visible(
        timeout=30_000
    )
