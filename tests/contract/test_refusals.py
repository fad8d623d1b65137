"""The document's error bodies, word for word."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from core.throttles import PerActor
from tests.contract.conftest import People
from tests.contract.document import heading, refusal

LIST = heading("List Job Requisitions").path
CREATE = heading("Create Job Requisition").path
NEW = heading("Create Job Requisition").body


@pytest.mark.parametrize(
    ("name", "by", "method", "path", "body"),
    [
        ("Permission Denied", "4", "post", CREATE, NEW),
        ("Not Found", "1", "get", heading("Get Job Requisition by ID").path, None),
        ("Validation Error", "1", "post", CREATE, {"job_type": "invalid_type"}),
    ],
)
def test_a_refusal_has_the_documents_status_and_body(
    user: People, name: str, by: str, method: str, path: str, body: Any
) -> None:
    answer = getattr(user(by), method)(path, body)
    assert (answer.status_code, answer.json()) == refusal(name)


def test_a_request_without_credentials_is_refused(anyone: APIClient) -> None:
    answer = anyone.get(LIST)
    assert (answer.status_code, answer.json()) == refusal("Authentication Error")


@pytest.mark.parametrize(
    ("headers", "stated"),
    [
        ({"X-Tenant-ID": "11111111-2222-3333-4444-555555555555"}, {}),
        ({}, {"tenant_id": "11111111-2222-3333-4444-555555555555"}),
    ],
    ids=["header", "body"],
)
def test_a_request_that_states_another_tenant_is_refused(
    user: People, headers: dict[str, str], stated: dict[str, str]
) -> None:
    answer = user("1").post(CREATE, NEW | stated, headers=headers)
    assert (answer.status_code, answer.json()) == refusal("Tenant Mismatch")


def test_a_request_beyond_the_rate_limit_is_refused_with_a_time_to_wait(
    user: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PerActor, "rate", "2/min", raising=False)
    client = user("2")
    answers = [client.get(LIST) for _ in range(4)]
    assert (answers[-1].status_code, answers[-1].json()) == refusal("Rate Limit Exceeded")
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert "remaining=0" in answers[-1]["RateLimit"]
