"""The document's requisition headings, each request as written, against the demo's company."""

import re
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.contract.conftest import People
from tests.contract.document import answered, assert_echoed, assert_like, heading

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
    """Approved and published, with a later deadline: that of the example has passed."""
    user("1").patch(f"{REQUISITIONS}{FIRST}/", {"deadline_date": "2999-12-31"})
    change = heading("Update Job Requisition")
    return dict(user("1").patch(change.path, change.body).json())


@pytest.fixture
def binned(user: People, three: list[dict[str, Any]]) -> None:
    delete = heading("Bulk Delete Job Requisitions")
    user("1").post(delete.path, delete.body)


def test_a_created_requisition_echoes_its_fields_and_gets_the_first_codes(user: People) -> None:
    example = heading("Create Job Requisition")
    got = answered(user("1").post(example.path, example.body), status=201, like=example.response)
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


def test_a_bulk_creation_answers_with_consecutive_codes(user: People, created: dict[str, Any]) -> None:
    example = heading("Bulk Create Job Requisitions")
    rows = answered(user("1").post(example.path, example.body), status=201, like=example.response)
    assert [row["id"] for row in rows] == ["APP-JR-0002", "APP-JR-0003"]
    for row, sent in zip(rows, example.body, strict=True):
        assert_echoed(row, sent)


def test_items_of_the_list_have_exactly_the_documents_keys(user: People, three: list[dict[str, Any]]) -> None:
    example = heading("List Job Requisitions")
    answer = user("1").get(example.path)
    assert answer.status_code == 200
    got = answer.json()
    assert got["count"] == 3
    assert_like(got | {"results": [row for row in got["results"] if row["id"] == FIRST]}, example.response)
    keys = set(example.response["results"][0])
    assert all(set(row) == keys for row in got["results"]), "exactly the document's keys, no long text"


def test_the_detail_is_what_the_creation_answered(user: People, created: dict[str, Any]) -> None:
    example = heading("Get Job Requisition by ID")
    got = answered(user("1").get(example.path), like=heading("List Job Requisitions").response["results"][0])
    assert_like(got, heading("Create Job Requisition").response)
    assert got == created


@pytest.mark.parametrize("method", ["put", "patch"])
def test_a_changed_requisition_echoes_the_change_and_names_its_approver(
    user: People, created: dict[str, Any], method: str
) -> None:
    example = heading("Update Job Requisition")
    got = answered(getattr(user("1"), method)(example.path, example.body), like=example.response)
    assert_echoed(got, example.body)
    assert got["approved_by"] == example.response["approved_by"]
    assert got["updated_by"] == example.response["updated_by"]


def test_a_deleted_requisition_is_no_longer_found(user: People, created: dict[str, Any]) -> None:
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
def test_a_call_with_several_ids_answers_in_the_documents_words(
    request: pytest.FixtureRequest, user: People, name: str, by: str, *, binned_first: bool
) -> None:
    request.getfixturevalue("binned" if binned_first else "three")
    example = heading(name)
    answer = user(by).post(example.path, example.body)
    assert (answer.status_code, answer.json()) == (200, example.response)


def test_an_admin_may_not_delete_permanently(user: People, binned: None) -> None:
    example = heading("Permanently Delete Job Requisitions")
    assert user("1").post(example.path, example.body).status_code == 403
    assert user("1").get(heading("List Soft Deleted Job Requisitions").path).json()["count"] == 2


def test_the_bin_lists_the_deleted_requisitions(user: People, binned: None) -> None:
    example = heading("List Soft Deleted Job Requisitions")
    got = answered(user("1").get(example.path), like=example.response)
    assert {row["id"] for row in got["results"]} == {"APP-JR-0002", "APP-JR-0003"}


@pytest.mark.parametrize("name", ["Get My Job Requisitions", "Get Published Job Requisitions"])
def test_lists_of_own_and_of_published_requisitions_look_like_the_main_list(
    user: People, published: dict[str, Any], name: str
) -> None:
    got = answered(user("1").get(heading(name).path), like=heading("List Job Requisitions").response)
    assert [row["id"] for row in got["results"]] == [FIRST]
    assert user("4").get(heading("Get My Job Requisitions").path).json()["count"] == 0


@pytest.mark.parametrize("name", ["Get Public Published Job Requisitions", "Get Upcoming Public Job Requisitions"])
def test_public_lists_show_a_published_requisition_as_open(
    anyone: APIClient, published: dict[str, Any], name: str
) -> None:
    answer = anyone.get(heading(name).path)
    assert answer.status_code == 200
    example = heading("Get Public Published Job Requisitions").response
    mine = [row for row in answer.json()["results"] if row["id"] == FIRST]
    assert_like({"count": answer.json()["count"], "results": mine}, example)
    assert mine[0]["status"] == "open"


def test_a_tenants_public_list_names_the_tenant(anyone: APIClient, published: dict[str, Any]) -> None:
    example = heading("Get Public Job Requisitions by Tenant")
    got = answered(anyone.get(example.path), like=example.response)
    assert got["tenant"] == example.response["tenant"]


def by_link(name: str, requisition: dict[str, Any]) -> str:
    """The example's path with this requisition's own link."""
    return re.sub(r"27f05a25[^/]+APP-JR[^/]+", requisition["unique_link"], heading(name).path)


def test_a_unique_link_shows_the_opening(anyone: APIClient, published: dict[str, Any]) -> None:
    shown = heading("Get Public Published Job Requisitions").response["results"][0]
    got = answered(anyone.get(by_link("Get Job Requisition by Unique Link", published)), like=shown)
    assert got["id"] == FIRST


def test_each_counted_application_raises_the_number_by_one(anyone: APIClient, published: dict[str, Any]) -> None:
    example = heading("Increment Application Count")
    for number in (1, 2):
        answer = anyone.post(by_link(example.name, published))
        assert answer.status_code == 200
        assert_like(answer.json(), example.response)
        assert answer.json()["detail"] == f"Incremented num_of_applications to {number}"
        assert answer.json()["data"]["num_of_applications"] == number


@pytest.mark.parametrize("name", ["Close Job Requisition (Public)", "Batch Close Job Requisitions (Public)"])
def test_anybody_closes_jobs_in_the_demo(
    settings: Any, anyone: APIClient, three: list[dict[str, Any]], name: str
) -> None:
    settings.PUBLIC_CLOSE_POLICY = "open"  # as the demo sets it
    example = heading(name)
    answer = anyone.post(example.path, example.body)
    assert (answer.status_code, answer.json()) == (200, example.response)


def test_the_demo_has_openings_before_anybody_creates_one(anyone: APIClient) -> None:
    """Every list inside the example has an entry, so the first public answer must have one too."""
    answer = anyone.get(heading("Get Public Published Job Requisitions").path)
    assert_like(answer.json(), heading("Get Public Published Job Requisitions").response)
