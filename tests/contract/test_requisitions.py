"""The document's requisition headings, each request as written, against the demo's company."""

import re
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.contract.conftest import People
from tests.contract.document import assert_echoed, assert_like, heading

REQUISITIONS = heading("Create Job Requisition").path
FIRST = "APP-JR-0001"


@pytest.fixture
def created(user: People) -> dict[str, Any]:
    """The document's first requisition."""
    return dict(user("1").post(REQUISITIONS, heading("Create Job Requisition").body).json())


@pytest.fixture
def three(user: People, created: dict[str, Any]) -> list[dict[str, Any]]:
    """APP-JR-0001 to 0003, as the document goes on."""
    bulk = heading("Bulk Create Job Requisitions")
    return [created, *user("1").post(bulk.path, bulk.body).json()]


@pytest.fixture
def published(user: People, created: dict[str, Any]) -> dict[str, Any]:
    """Approved, published, and with a deadline that is still ahead: the example's own has passed."""
    user("1").patch(f"{REQUISITIONS}{FIRST}/", {"deadline_date": "2999-12-31"})
    change = heading("Update Job Requisition")
    return dict(user("1").patch(change.path, change.body).json())


@pytest.fixture
def binned(user: People, three: list[dict[str, Any]]) -> None:
    delete = heading("Bulk Delete Job Requisitions")
    user("1").post(delete.path, delete.body)


def test_create(user: People) -> None:
    example = heading("Create Job Requisition")
    answer = user("1").post(example.path, example.body)
    assert answer.status_code == 201
    got = answer.json()
    assert_like(got, example.response)
    assert_echoed(got, example.body)  # documents too: the example's answer, "CV" for "Curriculum Vitae (CV)", is a slip
    assert got["id"] == got["job_requisition_code"] == FIRST
    assert got["job_application_code"] == "APP-JA-0001"
    for key in (
        "tenant_id",
        "tenant_domain",
        "requested_by",
        "created_by",
        "updated_by",
        "publish_status",
        "is_deleted",
    ):
        assert got[key] == example.response[key]
    assert [item["status"] for item in got["compliance_checklist"]] == ["pending", "pending"]


def test_bulk_create(user: People, created: dict[str, Any]) -> None:
    example = heading("Bulk Create Job Requisitions")
    answer = user("1").post(example.path, example.body)
    assert answer.status_code == 201
    assert_like(answer.json(), example.response)
    assert [row["id"] for row in answer.json()] == ["APP-JR-0002", "APP-JR-0003"]
    for got, sent in zip(answer.json(), example.body, strict=True):
        assert_echoed(got, sent)


def test_list(user: People, three: list[dict[str, Any]]) -> None:
    example = heading("List Job Requisitions")
    answer = user("1").get(example.path)
    assert answer.status_code == 200
    got = answer.json()
    assert got["count"] == 3
    assert_like(got | {"results": [row for row in got["results"] if row["id"] == FIRST]}, example.response)
    keys = set(example.response["results"][0])
    assert all(set(row) == keys for row in got["results"]), "exactly the document's keys, no long text"


def test_detail(user: People, created: dict[str, Any]) -> None:
    example = heading("Get Job Requisition by ID")
    answer = user("1").get(example.path)
    assert answer.status_code == 200
    assert_like(answer.json(), heading("List Job Requisitions").response["results"][0])
    assert_like(answer.json(), heading("Create Job Requisition").response)
    assert answer.json() == created


@pytest.mark.parametrize("method", ["put", "patch"])
def test_update(user: People, created: dict[str, Any], method: str) -> None:
    example = heading("Update Job Requisition")
    answer = getattr(user("1"), method)(example.path, example.body)
    assert answer.status_code == 200
    assert_like(answer.json(), example.response)
    assert_echoed(answer.json(), example.body)
    assert answer.json()["approved_by"] == example.response["approved_by"]
    assert answer.json()["updated_by"] == example.response["updated_by"]


def test_delete(user: People, created: dict[str, Any]) -> None:
    example = heading("Delete Job Requisition")
    answer = user("1").delete(example.path)
    assert (answer.status_code, answer.json()) == (200, example.response)
    assert user("1").get(example.path).status_code == 404


@pytest.mark.parametrize(
    ("name", "by", "binned_first"),
    [
        ("Bulk Delete Job Requisitions", "1", False),
        ("Recover Soft Deleted Job Requisitions", "1", True),
        ("Permanently Delete Job Requisitions", "3", True),
    ],
)
def test_lists_of_ids(request: pytest.FixtureRequest, user: People, name: str, by: str, *, binned_first: bool) -> None:
    request.getfixturevalue("binned" if binned_first else "three")
    example = heading(name)
    answer = user(by).post(example.path, example.body)
    assert (answer.status_code, answer.json()) == (200, example.response)


def test_only_the_owner_purges(user: People, binned: None) -> None:
    example = heading("Permanently Delete Job Requisitions")
    assert user("1").post(example.path, example.body).status_code == 403


def test_bin(user: People, binned: None) -> None:
    example = heading("List Soft Deleted Job Requisitions")
    answer = user("1").get(example.path)
    assert answer.status_code == 200
    assert_like(answer.json(), example.response)
    assert {row["id"] for row in answer.json()["results"]} == {"APP-JR-0002", "APP-JR-0003"}


@pytest.mark.parametrize("name", ["Get My Job Requisitions", "Get Published Job Requisitions"])
def test_other_lists(user: People, published: dict[str, Any], name: str) -> None:
    answer = user("1").get(heading(name).path)
    assert answer.status_code == 200
    assert_like(answer.json(), heading("List Job Requisitions").response)
    assert [row["id"] for row in answer.json()["results"]] == [FIRST]
    assert user("4").get(heading("Get My Job Requisitions").path).json()["count"] == 0


@pytest.mark.parametrize("name", ["Get Public Published Job Requisitions", "Get Upcoming Public Job Requisitions"])
def test_public_lists(anyone: APIClient, published: dict[str, Any], name: str) -> None:
    answer = anyone.get(heading(name).path)
    assert answer.status_code == 200
    example = heading("Get Public Published Job Requisitions").response
    mine = [row for row in answer.json()["results"] if row["id"] == FIRST]
    assert_like({"count": answer.json()["count"], "results": mine}, example)
    assert mine[0]["status"] == "open"


def test_public_list_of_a_tenant(anyone: APIClient, published: dict[str, Any]) -> None:
    example = heading("Get Public Job Requisitions by Tenant")
    answer = anyone.get(example.path)
    assert answer.status_code == 200
    assert_like(answer.json(), example.response)
    assert answer.json()["tenant"] == example.response["tenant"]


def by_link(name: str, requisition: dict[str, Any]) -> str:
    """The example's path with the link that this requisition really got."""
    return re.sub(r"27f05a25[^/]+APP-JR[^/]+", requisition["unique_link"], heading(name).path)


def test_by_unique_link(anyone: APIClient, published: dict[str, Any]) -> None:
    answer = anyone.get(by_link("Get Job Requisition by Unique Link", published))
    assert answer.status_code == 200
    assert_like(answer.json(), heading("Get Public Published Job Requisitions").response["results"][0])


def test_count_an_application(anyone: APIClient, published: dict[str, Any]) -> None:
    example = heading("Increment Application Count")
    for number in (1, 2):
        answer = anyone.post(by_link(example.name, published))
        assert answer.status_code == 200
        assert_like(answer.json(), example.response)
        assert answer.json()["detail"] == f"Incremented num_of_applications to {number}"
        assert answer.json()["data"]["num_of_applications"] == number


def test_close(settings: Any, anyone: APIClient, created: dict[str, Any]) -> None:
    settings.PUBLIC_CLOSE_POLICY = "open"  # as the demo sets it
    example = heading("Close Job Requisition (Public)")
    answer = anyone.post(example.path)
    assert (answer.status_code, answer.json()) == (200, example.response)


def test_batch_close(settings: Any, anyone: APIClient, three: list[dict[str, Any]]) -> None:
    settings.PUBLIC_CLOSE_POLICY = "open"  # as the demo sets it
    example = heading("Batch Close Job Requisitions (Public)")
    answer = anyone.post(example.path, example.body)
    assert (answer.status_code, answer.json()) == (200, example.response)


def test_the_demo_shows_openings_from_the_start(anyone: APIClient) -> None:
    """Whoever asks for the public list first sees the example's shape, every list in it filled."""
    answer = anyone.get(heading("Get Public Published Job Requisitions").path)
    assert_like(answer.json(), heading("Get Public Published Job Requisitions").response)
