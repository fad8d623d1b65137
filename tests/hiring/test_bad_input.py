"""What nobody should send: every answer is a clear refusal or the text unchanged, never a failure of ours."""

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from core.models import Member
from hiring.requisitions.models import Requisition
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
def test_a_body_that_is_no_requisition(
    api: Api, rita: Member, requisition: Requisition, body: bytes, method: str
) -> None:
    if method == "patch" and not body:
        return  # nothing to change is nothing wrong
    url = REQUISITIONS if method == "post" else f"{REQUISITIONS}{requisition.code}/"
    answer = getattr(api(rita), method)(url, body, content_type="application/json")
    assert answer.status_code == 400, answer.content[:300]


def test_a_body_beyond_all_measure(api: Api, rita: Member) -> None:
    body = json.dumps({"title": "x" * 1_100_000}).encode()
    assert api(rita).post(REQUISITIONS, body, content_type="application/json").status_code == 413
    assert api(rita).post(REQUISITIONS, "title=x", content_type="text/plain").status_code == 415


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
def test_a_field_that_is_wrong_is_named(api: Api, rita: Member, field: str, wrong: Any) -> None:
    answer = api(rita).post(REQUISITIONS, {"title": "Fine", field: wrong})
    assert answer.status_code == 400
    assert set(answer.json()) == {field}


def test_the_job_may_start_after_its_deadline(api: Api, rita: Member) -> None:
    """As in the document: the deadline is for applications."""
    sent = {"title": "Fine", "deadline_date": "2027-12-31", "start_date": "2028-01-15"}
    assert api(rita).post(REQUISITIONS, sent).status_code == 201


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2027-13-01T00:00:00Z", 5]
)
def test_an_impossible_moment(api: Api, adam: Member, requisition: Requisition, moment: Any) -> None:
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
def test_lists_of_ids(api: Api, rita: Member, requisition: Requisition, ids: Any, status: int) -> None:
    answer = api(rita).post(f"{REQUISITIONS}bulk/bulk-delete/", {"ids": ids})
    assert answer.status_code == status
    if status == 200:
        found = requisition.code in ids
        assert answer.json()["detail"] == f"Soft-deleted {int(found)} requisition(s)."
        assert answer.json().get("not_found", []) == ([] if found else ids)


def test_one_bad_item_refuses_the_batch(api: Api, rita: Member) -> None:
    answer = api(rita).post(f"{REQUISITIONS}bulk-create/", [{"title": "Fine"}, {"job_type": "no"}, {"title": "Fine"}])
    assert answer.status_code == 400
    refused = answer.json()
    assert [set(item) for item in refused] == [set(), {"title", "job_type"}, set()], "errors stand at their index"
    assert api(rita).get(REQUISITIONS).json()["count"] == 0
    assert api(rita).post(f"{REQUISITIONS}bulk-create/", [{"title": "x"}] * 101).status_code == 400


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("page=0", 404),
        ("page=-1", 404),
        ("page=x", 404),
        (f"page={'9' * 5000}", 404),
        ("page_size=100000", 200),
        ("page_size=x", 200),
        ("status=no", 400),
        ("role=owner", 400),
        ("ordering=requested_by", 400),
        ("search=%00", 400),
        ("search=%ff%fe", 200),
        (f"search={'x' * 201}", 400),
        ("search=%25_%5C", 200),
        ("unknown=1", 200),
    ],
)
def test_a_question_that_is_wrong(api: Api, rita: Member, query: str, status: int) -> None:
    assert api(rita).get(f"{REQUISITIONS}?{query}").status_code == status


@pytest.mark.parametrize(
    "path", ["APP-JR-1", "app-jr-0001", "APP-JR-0001%00", "%F0%9F%9A%80", "..%2F", "APP-JR-" + "9" * 40]
)
def test_no_code_at_all(api: Api, rita: Member, path: str) -> None:
    assert api(rita).get(f"{REQUISITIONS}{path}/").status_code == 404


@pytest.mark.parametrize("version", ['"x"', "7", '"-1"', "\N{SNOWMAN}", '"99999999999"', '"²"'])
def test_an_etag_that_never_was(api: Api, rita: Member, requisition: Requisition, version: str) -> None:
    answer = api(rita).patch(f"{REQUISITIONS}{requisition.code}/", {"title": "New"}, headers={"If-Match": version})
    assert answer.status_code == 412


def test_a_guest_of_an_interview_has_no_business_here(client_of_carol: APIClient) -> None:
    for path in ("requisitions/", "requests/", "requisitions/deleted/soft_deleted/"):
        assert client_of_carol.get(f"{API}{path}").status_code == 403
    assert client_of_carol.post(f"{API}requisitions/bulk/bulk-delete/", {"ids": ["A"]}).status_code == 403
