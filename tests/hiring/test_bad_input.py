"""Invalid and unusual input: every answer is a clear refusal or the unchanged text, never a server error."""

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from core.models import Member
from hiring.requisitions.models import Requisition
from hiring.vocabulary import BATCH_MAX
from tests.hiring.conftest import API, Api

REQUISITIONS = f"{API}requisitions/"
KEPT = [
    "£60,000 - £80,000",
    "👩‍🚀 🚀",
    "مهندس برمجيات",
    "\u202egnp.exe",
    "'; DROP TABLE--",
    "  spaced  ",
    "{{ 7*7 }}",
    "a\u2028b\u2029",
    "e\u0301",
]


@pytest.mark.parametrize("text", KEPT)
def test_text_is_kept_as_sent(api: Api, rita: Member, text: str) -> None:
    sent = {"title": text, "salary_range": text, "requirements": [text], "job_description": text}
    answer = api(rita).post(REQUISITIONS, sent)
    assert answer.status_code == 201
    assert {name: answer.json()[name] for name in sent} == sent
    assert api(rita).get(REQUISITIONS, {"search": text}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"\xff\xfe",
        b'{"title": "\\ud800"}',
        b'{"title": "a\\u0000b"}',
        b'{"title": NaN}',
        b'{"number_of_candidates": 1e999}',
        b"[" * 100_000,
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        json.dumps({"title": "x" * 300}).encode(),
        json.dumps({"title": "Fine", "job_description": "x" * 1_000_000}).encode(),
    ],
    ids=lambda body: repr(body[:24]),
)
@pytest.mark.parametrize("method", ["post", "patch"])
def test_a_body_that_is_no_requisition_is_refused_and_stores_nothing(
    api: Api, rita: Member, requisition: Requisition, body: bytes, method: str
) -> None:
    if method == "patch" and not body:
        return  # an empty change is valid
    url = REQUISITIONS if method == "post" else f"{REQUISITIONS}{requisition.code}/"
    answer = getattr(api(rita), method)(url, body, content_type="application/json")
    assert answer.status_code == 400, answer.content[:300]
    assert answer.json(), "names the field, or says what is wrong with the whole"
    (kept,) = Requisition.objects.of(rita.as_actor())
    assert (kept.title, kept.version) == ("Developer", 1)


def test_a_body_that_is_too_large_or_not_json_is_refused(api: Api, rita: Member) -> None:
    body = json.dumps({"title": "x" * 1_100_000}).encode()
    large = api(rita).post(REQUISITIONS, body, content_type="application/json")
    foreign = api(rita).post(REQUISITIONS, "title=x", content_type="text/plain")
    assert (large.status_code, list(large.json())) == (413, ["detail"])
    assert (foreign.status_code, list(foreign.json())) == (415, ["detail"])
    assert not Requisition.objects.of(rita.as_actor()).exists()


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("title", None),
        ("title", 7),
        ("title", ["x"]),
        ("title", " "),
        ("job_type", "no"),
        ("job_type", {"a": 1}),
        ("job_type", ["full_time"]),
        ("number_of_candidates", 0),
        ("number_of_candidates", 10**30),
        ("number_of_candidates", 1e300),
        ("number_of_candidates", "many"),
        ("number_of_candidates", True),
        ("deadline_date", "2027-02-31"),
        ("deadline_date", "10000-01-01"),
        ("deadline_date", "tomorrow"),
        ("deadline_date", 20270101),
        ("requirements", "Python"),
        ("requirements", [1]),
        ("requirements", {"0": "Python"}),
        ("requirements", ["x"] * 101),
        ("compliance_checklist", {"name": "DBS"}),
        ("compliance_checklist", [{"name": "DBS", "status": "maybe"}]),
        ("compliance_checklist", [{"name": "DBS"}] * 101),
        ("compliance_checklist", [7]),
        ("approval_workflow", []),
        ("approval_workflow", {"stages": [{"name": "A", "approvers": ["not an address"]}]}),
        ("approval_workflow", {"stages": [{"approvers": []}]}),
        ("status", "approved"),
    ],
)
def test_a_wrong_value_is_refused_naming_its_field(api: Api, rita: Member, field: str, wrong: Any) -> None:
    answer = api(rita).post(REQUISITIONS, {"title": "Fine", field: wrong})
    assert answer.status_code == 400
    assert set(answer.json()) == {field}


def test_the_start_of_the_job_may_lie_after_the_deadline(api: Api, rita: Member) -> None:
    """As in the document: the deadline is for applications."""
    sent = {"title": "Fine", "deadline_date": "2027-12-31", "start_date": "2028-01-15"}
    answer = api(rita).post(REQUISITIONS, sent)
    assert answer.status_code == 201
    assert {name: answer.json()[name] for name in sent} == sent


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2027-13-01T00:00:00Z", 5]
)
def test_an_impossible_approval_date_is_refused_naming_its_field(
    api: Api, adam: Member, requisition: Requisition, moment: Any
) -> None:
    answer = api(adam).patch(f"{REQUISITIONS}{requisition.code}/", {"status": "approved", "approval_date": moment})
    assert (answer.status_code, set(answer.json())) == (400, {"approval_date"})


@pytest.mark.parametrize(
    ("ids", "status"),
    [
        ([], 400),
        (None, 400),
        ("APP-JR-0001", 400),
        ([None], 400),
        ([["APP-JR-0001"]], 400),
        (["x" * 65], 400),
        ([f"ACM-JR-{number:04d}" for number in range(10_000)], 400),
        (["ACM-JR-0001"] * 200, 200),
        (["nonsense", "🚀"], 200),
    ],
)
def test_a_list_of_codes_is_checked_and_unknown_codes_are_not_found(
    api: Api, rita: Member, requisition: Requisition, ids: Any, status: int
) -> None:
    answer = api(rita).post(f"{REQUISITIONS}bulk/bulk-delete/", {"ids": ids})
    assert answer.status_code == status
    if status == 200:
        found = requisition.code in ids
        assert answer.json()["detail"] == f"Soft-deleted {int(found)} requisition(s)."
        assert answer.json().get("not_found", []) == ([] if found else ids)


def test_one_invalid_item_refuses_the_batch_and_its_errors_stand_at_its_index(api: Api, rita: Member) -> None:
    answer = api(rita).post(f"{REQUISITIONS}bulk-create/", [{"title": "Fine"}, {"job_type": "no"}, {"title": "Fine"}])
    assert answer.status_code == 400
    refused = answer.json()
    assert [set(item) for item in refused] == [set(), {"title", "job_type"}, set()], "errors stand at their index"
    assert api(rita).get(REQUISITIONS).json()["count"] == 0


def test_a_batch_of_more_than_a_hundred_is_refused(api: Api, rita: Member) -> None:
    assert api(rita).post(f"{REQUISITIONS}bulk-create/", [{"title": "x"}] * (BATCH_MAX + 1)).status_code == 400
    assert not Requisition.objects.of(rita.as_actor()).exists()


@pytest.mark.parametrize(
    ("query", "status", "found"),
    [
        ("page=0", 404, {"detail"}),
        ("page=-1", 404, {"detail"}),
        ("page=x", 404, {"detail"}),
        (f"page={'9' * 5000}", 404, {"detail"}),
        ("page_size=100000", 200, 1),
        ("page_size=x", 200, 1),
        ("status=no", 400, {"status"}),
        ("role=owner", 400, {"role"}),
        ("ordering=requested_by", 400, {"ordering"}),
        ("search=%00", 400, {"search"}),
        ("search=%ff%fe", 200, 0),
        (f"search={'x' * 201}", 400, {"search"}),
        ("search=%25_%5C", 200, 0),
        ("unknown=1", 200, 1),
    ],
)
def test_wrong_parameters_of_a_list_are_refused_or_ignored(
    api: Api, rita: Member, requisition: Requisition, query: str, status: int, found: int | set[str]
) -> None:
    """`found` is the number of requisitions, or the names of the refused parameters."""
    answer = api(rita).get(f"{REQUISITIONS}?{query}")
    assert answer.status_code == status
    assert (answer.json()["count"] if status == 200 else set(answer.json())) == found


@pytest.mark.parametrize(
    "path", ["APP-JR-1", "app-jr-0001", "APP-JR-0001%00", "%F0%9F%9A%80", "..%2F", "APP-JR-" + "9" * 40]
)
def test_a_path_that_is_no_code_is_not_found(api: Api, rita: Member, requisition: Requisition, path: str) -> None:
    answer = api(rita).get(f"{REQUISITIONS}{path}/")
    assert answer.status_code == 404
    assert "Developer" not in answer.content.decode()


@pytest.mark.parametrize("version", ['"x"', "7", '"-1"', "\N{SNOWMAN}", '"99999999999"', '"²"'])
def test_an_if_match_that_is_no_current_version_is_refused(
    api: Api, rita: Member, requisition: Requisition, version: str
) -> None:
    answer = api(rita).patch(f"{REQUISITIONS}{requisition.code}/", {"title": "New"}, headers={"If-Match": version})
    assert (answer.status_code, answer["X-Error-Code"]) == (412, "stale")
    requisition.refresh_from_db()
    assert requisition.title == "Developer"


def test_a_guest_of_an_interview_may_neither_read_nor_write_in_hiring(
    client_of_carol: APIClient, requisition: Requisition
) -> None:
    for path in ("requisitions/", "requests/", "requisitions/deleted/soft_deleted/"):
        answer = client_of_carol.get(f"{API}{path}")
        assert (answer.status_code, list(answer.json())) == (403, ["detail"])
    path = f"{API}requisitions/bulk/bulk-delete/"
    assert client_of_carol.post(path, {"ids": [requisition.code]}).status_code == 403
    requisition.refresh_from_db()
    assert not requisition.is_deleted
