"""The demo's data."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from core.models import Member
from demo.management.commands.seed_demo import APPBREW, PASSWORD
from hiring.requisitions.models import Requisition
from interviews.models import VideoSession

pytestmark = pytest.mark.django_db


def seeded(folder: Path) -> dict[str, object]:
    call_command("seed_demo", out=folder / "seed.json")
    return dict(json.loads((folder / "seed.json").read_text()))


def test_seeding_reports_the_logins_and_the_first_links(tmp_path: Path) -> None:
    facts = seeded(tmp_path)
    assert {"staff", "session_id", "candidate_link", "review_url"} <= set(facts)
    first = Member.objects.get(tenant_id=APPBREW, external_id="1")
    assert (first.email, first.role, first.check_password(PASSWORD)) == ("support@appbrew.com", "admin", True)


def test_the_documents_company_has_no_requisition_yet(tmp_path: Path) -> None:
    seeded(tmp_path)
    assert not Requisition.objects.of(APPBREW).exists()
    assert Requisition.objects.across_tenants().filter(publish_status=True).count() == 3


def test_a_second_run_keeps_what_is_there(tmp_path: Path) -> None:
    first = seeded(tmp_path)
    members = Member.objects.count()
    second = seeded(tmp_path)
    assert first["session_id"] == second["session_id"]
    assert second["candidate_link"] != first["candidate_link"], "a fresh link"
    assert VideoSession.objects.across_tenants().count() == 1
    assert Member.objects.count() == members
    assert Requisition.objects.across_tenants().count() == 3
