"""The document's headings about requests."""

from typing import Any

import pytest

from tests.contract.conftest import People
from tests.contract.document import assert_echoed, assert_like, heading

CREATE = heading("Create Request")


@pytest.fixture
def asked(user: People) -> dict[str, Any]:
    """The document's material request, made by user 1."""
    return dict(user("1").post(CREATE.path, CREATE.body).json())


@pytest.mark.parametrize(("kind", "series"), [("Material", "MAT"), ("Leave", "LEA"), ("Service", "SER")])
def test_create(user: People, kind: str, series: str) -> None:
    body = CREATE.requests[f"{kind} Request"]
    answer = user("1").post(CREATE.path, body)
    assert answer.status_code == 201
    got = answer.json()
    assert_echoed(got, body)
    assert got["request_id"].startswith(f"{series}-")
    assert got["request_id"].endswith("-0001")
    shared = {key: value for key, value in CREATE.response.items() if key in got or kind == "Material"}
    assert_like(got, shared)
    assert got["requested_by"] == CREATE.response["requested_by"]


def test_list(user: People, asked: dict[str, Any]) -> None:
    example = heading("List Requests")
    answer = user("1").get(example.path)
    assert answer.status_code == 200
    assert_like(answer.json(), example.response)
    assert answer.json()["count"] == 1


def path(name: str, request: dict[str, Any]) -> str:
    return heading(name).path.replace("uuid-request-123", request["id"])


def test_detail(user: People, asked: dict[str, Any]) -> None:
    answer = user("1").get(path("Get Request Details", asked))
    assert (answer.status_code, answer.json()) == (200, asked)


@pytest.mark.parametrize("method", ["put", "patch"])
def test_approval(user: People, asked: dict[str, Any], method: str) -> None:
    example = heading("Update Request")
    answer = getattr(user("2"), method)(path(example.name, asked), example.requests["Approval"])
    assert answer.status_code == 200
    assert_like(answer.json(), example.response)
    assert_echoed(answer.json(), example.requests["Approval"])
    assert answer.json()["approved_by"] == example.response["approved_by"]


def test_rejection(user: People, asked: dict[str, Any]) -> None:
    example = heading("Update Request")
    answer = user("2").patch(path(example.name, asked), example.requests["Rejection"])
    assert answer.status_code == 200
    assert_echoed(answer.json(), example.requests["Rejection"])
    assert answer.json()["approved_by"] is None, "reviewed, not approved"
    assert answer.json()["reviewed_by_id"] == "2"


def test_delete(user: People, asked: dict[str, Any]) -> None:
    example = heading("Delete Request")
    answer = user("1").delete(path(example.name, asked))
    assert (answer.status_code, answer.json()) == (200, example.response)
    assert user("1").get(path("Get Request Details", asked)).status_code == 404


def test_mine(user: People, asked: dict[str, Any]) -> None:
    example = heading("Get My Requests")
    assert_like(user("1").get(example.path).json(), heading("List Requests").response)
    assert user("2").get(example.path).json()["count"] == 0
