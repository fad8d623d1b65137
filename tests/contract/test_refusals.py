"""The document's error bodies, word for word."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from core.throttles import PerActor
from tests.contract.conftest import People
from tests.contract.document import heading, refusal

LIST = heading("List Job Requisitions").path
CREATE = heading("Create Job Requisition").path


def test_without_credentials(anyone: APIClient) -> None:
    answer = anyone.get(LIST)
    assert (answer.status_code, answer.json()) == refusal("Authentication Error")


def test_without_the_right(user: People) -> None:
    answer = user("4").post(CREATE, heading("Create Job Requisition").body)
    assert (answer.status_code, answer.json()) == refusal("Permission Denied")


def test_not_found(user: People) -> None:
    answer = user("1").get(heading("Get Job Requisition by ID").path)
    assert (answer.status_code, answer.json()) == refusal("Not Found")


def test_invalid(user: People) -> None:
    answer = user("1").post(CREATE, {"job_type": "invalid_type"})
    assert (answer.status_code, answer.json()) == refusal("Validation Error")


@pytest.mark.parametrize("how", ["header", "body"])
def test_another_tenant_stated(user: People, how: str) -> None:
    other = "11111111-2222-3333-4444-555555555555"
    body: dict[str, Any] = heading("Create Job Requisition").body | ({"tenant_id": other} if how == "body" else {})
    answer = user("1").post(CREATE, body, headers={"X-Tenant-ID": other} if how == "header" else {})
    assert (answer.status_code, answer.json()) == refusal("Tenant Mismatch")


def test_too_many(user: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PerActor, "rate", "2/min", raising=False)
    client = user("2")
    answers = [client.get(LIST) for _ in range(4)]
    assert (answers[-1].status_code, answers[-1].json()) == refusal("Rate Limit Exceeded")
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert "remaining=0" in answers[-1]["RateLimit"]
