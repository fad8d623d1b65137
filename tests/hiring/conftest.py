"""Requisitions and requests for the tests of hiring, made through the verbs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from core.models import AuditEntry, Member
from core.tokens import GuestToken
from hiring.requests import verbs as requests
from hiring.requests.models import InternalRequest
from hiring.requisitions import verbs
from hiring.requisitions.models import Requisition
from interviews.models import Participant

API = "/api/talent-engine/"
Api = Callable[[Member | None], APIClient]


@pytest.fixture
def requisition(rita: Member) -> Requisition:
    """Rita the recruiter asks for a developer; alice and bob are to approve, one after the other."""
    stages = [
        {"name": "Team", "approvers": ["alice@acme.example"]},
        {"name": "Head", "approvers": ["BOB@acme.example"]},
    ]
    fields: dict[str, Any] = {"title": "Developer", "approval_workflow": {"stages": stages}}
    return verbs.create(rita.as_actor(), fields)


@pytest.fixture
def published(requisition: Requisition, adam: Member) -> Requisition:
    return verbs.change(requisition.code, adam.as_actor(), {"status": "approved", "publish_status": True})


@pytest.fixture
def chair(alice: Member) -> InternalRequest:
    fields: dict[str, Any] = {"request_type": "service", "title": "Fix my chair", "service_type": "maintenance"}
    return requests.create(alice.as_actor(), fields)


def audited(subject: str) -> list[str]:
    return list(AuditEntry.objects.filter(subject=subject).order_by("pk").values_list("action", flat=True))


@pytest.fixture
def client_of_carol(carol: Participant) -> APIClient:
    """A client with the token that Carol's personal link gave."""
    token = GuestToken.of(
        guest_id=carol.pk, tenant_id=carol.tenant_id, name="Carol", email=carol.email, lifetime=timedelta(hours=1)
    )
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client
