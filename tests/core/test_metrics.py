"""/metrics is there for its token alone, and counts what waits to be done."""

from typing import Any

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from core.models import Member
from interviews.invitations import verbs as invitations
from interviews.sessions import verbs as sessions

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("authorization", ["", "Bearer wrong", "Bearer ", "Basic c2VzYW1l", "sesame"])
def test_metrics_without_the_token_are_404(settings: Any, authorization: str) -> None:
    settings.METRICS_TOKEN = "sesame"
    assert Client().get("/metrics", headers={"Authorization": authorization}).status_code == 404


def test_metrics_without_a_configured_token_exist_in_the_demo_only(settings: Any) -> None:
    assert Client().get("/metrics").status_code == 404
    settings.TE_DEMO = True
    assert Client().get("/metrics").status_code == 200


def test_the_depth_of_the_queue_can_be_read(settings: Any, alice: Member) -> None:
    settings.METRICS_TOKEN = "sesame"
    assert _jobs() == {}
    session = sessions.create(alice.as_actor())
    for name in ("carol", "dave"):
        invitations.invite(session.pk, alice.as_actor(), name=name, email=f"{name}@home.example")
    assert _jobs() == {("mails", "ready"): 2.0}


def _jobs() -> dict[tuple[str, str], float]:
    answer = Client().get("/metrics", headers={"Authorization": "Bearer sesame"})
    families = {family.name: family for family in text_string_to_metric_families(answer.content.decode())}
    return {(x.labels["queue"], x.labels["status"]): x.value for x in families["te_jobs"].samples}
