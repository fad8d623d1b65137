"""The document's headings about compliance items."""

from typing import Any

import pytest

from tests.contract.conftest import People
from tests.contract.document import assert_echoed, assert_like, heading


@pytest.fixture
def item(user: People) -> dict[str, Any]:
    create, add = heading("Create Job Requisition"), heading("Add Compliance Item")
    user("1").post(create.path, create.body)
    answer = user("1").post(add.path, add.body)
    assert answer.status_code == 201
    return dict(answer.json())


def test_add(item: dict[str, Any]) -> None:
    example = heading("Add Compliance Item")
    assert_like(item, example.response)
    assert_echoed(item, example.body)
    assert (item["checked_by_id"], item["checked_at"]) == (None, None)


def path(name: str, item: dict[str, Any]) -> str:
    return heading(name).path.replace("uuid-789", item["id"])


def test_update(user: People, item: dict[str, Any]) -> None:
    example = heading("Update Compliance Item")
    answer = user("1").put(path(example.name, item), example.body)
    assert answer.status_code == 200
    assert_like(answer.json(), example.response)
    assert_echoed(answer.json(), example.body)
    assert answer.json()["name"] == example.response["name"], "PUT leaves what it does not name"


def test_delete(user: People, item: dict[str, Any]) -> None:
    answer = user("1").delete(path("Delete Compliance Item", item))
    assert (answer.status_code, answer.content) == (204, b"")
    assert user("1").get(path("Update Compliance Item", item)).status_code == 404
