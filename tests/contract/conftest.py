"""The demo's seed, and clients for the users in the document's examples."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from core.models import Member
from core.tokens import access_for
from demo.management.commands.seed_demo import APPBREW

People = Callable[[str], APIClient]


@pytest.fixture
def demo(db: None, tmp_path: Path) -> dict[str, str]:
    """The facts that the seeding command writes: `{"session_id": "…", "candidate_link": "…", …}`."""
    call_command("seed_demo", out=tmp_path / "seed.json")
    return dict(json.loads((tmp_path / "seed.json").read_text()))


@pytest.fixture
def user(demo: dict[str, str]) -> People:
    """AppBrew's user by the document's id: "1" asks, "2" is the manager, "3" owns, "4" interviews."""

    def client(external_id: str) -> APIClient:
        made = APIClient()
        member = Member.objects.get(tenant_id=APPBREW, external_id=external_id)
        made.credentials(HTTP_AUTHORIZATION=f"Bearer {access_for(member)}")
        return made

    return client


@pytest.fixture
def anyone(demo: dict[str, str]) -> APIClient:
    return APIClient()
