"""The document's headings about requests."""

from typing import Any

import pytest

from tests.contract.conftest import People
from tests.contract.document import answered, assert_echoed, assert_like, heading

CREATE = heading("Create Request")


@pytest.fixture
def material(user: People) -> dict[str, Any]:
    """The document's material request, made by user 1."""
    return dict(user("1").post(CREATE.path, CREATE.body).json())


def path(name: str, request: dict[str, Any]) -> str:
    return heading(name).path.replace("uuid-request-123", request["id"])


@pytest.mark.parametrize(("request_type", "series"), [("Material", "MAT"), ("Leave", "LEA"), ("Service", "SER")])
def test_a_created_request_echoes_its_fields_and_gets_a_number_of_its_type(
    user: People, request_type: str, series: str
) -> None:
    body = CREATE.requests[f"{request_type} Request"]
    answer = user("1").post(CREATE.path, body)
    assert answer.status_code == 201
    got = answer.json()
    assert_echoed(got, body)
    assert got["request_id"].startswith(f"{series}-")
    assert got["request_id"].endswith("-0001")
    shared = {key: value for key, value in CREATE.response.items() if key in got or request_type == "Material"}
    assert_like(got, shared)
    assert got["requested_by"] == CREATE.response["requested_by"]


def test_the_list_shows_the_callers_requests(user: People, material: dict[str, Any]) -> None:
    example = heading("List Requests")
    got = answered(user("1").get(example.path), like=example.response)
    assert [row["id"] for row in got["results"]] == [material["id"]]


def test_the_detail_is_what_the_creation_answered(user: People, material: dict[str, Any]) -> None:
    answer = user("1").get(path("Get Request Details", material))
    assert (answer.status_code, answer.json()) == (200, material)


@pytest.mark.parametrize("method", ["put", "patch"])
def test_an_approved_request_names_its_approver(user: People, material: dict[str, Any], method: str) -> None:
    example = heading("Update Request")
    answer = getattr(user("2"), method)(path(example.name, material), example.requests["Approval"])
    got = answered(answer, like=example.response)
    assert_echoed(got, example.requests["Approval"])
    assert got["approved_by"] == example.response["approved_by"]


def test_a_rejected_request_names_a_reviewer_but_no_approver(user: People, material: dict[str, Any]) -> None:
    example = heading("Update Request")
    answer = user("2").patch(path(example.name, material), example.requests["Rejection"])
    assert answer.status_code == 200
    assert_echoed(answer.json(), example.requests["Rejection"])
    assert (answer.json()["approved_by"], answer.json()["reviewed_by_id"]) == (None, "2")


def test_a_deleted_request_is_no_longer_found(user: People, material: dict[str, Any]) -> None:
    example = heading("Delete Request")
    answer = user("1").delete(path(example.name, material))
    assert (answer.status_code, answer.json()) == (200, example.response)
    assert user("1").get(path("Get Request Details", material)).status_code == 404


def test_the_list_of_own_requests_leaves_out_those_of_others(user: People, material: dict[str, Any]) -> None:
    example = heading("Get My Requests")
    answered(user("1").get(example.path), like=heading("List Requests").response)
    assert user("2").get(example.path).json()["count"] == 0
