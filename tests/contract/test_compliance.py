"""The document's headings about compliance items."""

from typing import Any

import pytest

from tests.contract.conftest import People
from tests.contract.document import answered, assert_echoed, heading

ADD = heading("Add Compliance Item")


@pytest.fixture
def item(user: People) -> dict[str, Any]:
    create = heading("Create Job Requisition")
    user("1").post(create.path, create.body)
    return dict(answered(user("1").post(ADD.path, ADD.body), status=201, like=ADD.response))


def path(name: str, item: dict[str, Any]) -> str:
    return heading(name).path.replace("uuid-789", item["id"])


def test_an_added_item_echoes_its_fields_and_is_not_yet_checked(item: dict[str, Any]) -> None:
    assert_echoed(item, ADD.body)
    assert (item["checked_by_id"], item["checked_at"]) == (None, None)


def test_put_changes_an_item_and_keeps_the_fields_it_does_not_name(user: People, item: dict[str, Any]) -> None:
    example = heading("Update Compliance Item")
    got = answered(user("1").put(path(example.name, item), example.body), like=example.response)
    assert_echoed(got, example.body)
    assert got["name"] == example.response["name"]


def test_a_deleted_item_is_no_longer_found(user: People, item: dict[str, Any]) -> None:
    answer = user("1").delete(path("Delete Compliance Item", item))
    assert (answer.status_code, answer.content) == (204, b"")
    assert user("1").get(path("Update Compliance Item", item)).status_code == 404
