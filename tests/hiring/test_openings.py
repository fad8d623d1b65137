"""Openings for the public: lists, the counter of applications, and closing under its policy."""

import json
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from rest_framework.test import APIClient

from core.models import Member, Tenant
from hiring.openings import verbs as openings
from hiring.openings.signatures import sign
from hiring.requisitions import verbs
from hiring.requisitions.models import Requisition
from tests.hiring.conftest import API, Api, audited

PUBLIC = f"{API}requisitions/public/"
SECRET = "shared with the application service"


def dated(requisition: Requisition, deadline: date, by: Member) -> None:
    verbs.change(requisition.code, by.as_actor(), {"deadline_date": deadline})


def today() -> date:
    return datetime.now(UTC).date()


def state(requisition: Requisition) -> str:
    requisition.refresh_from_db()
    return requisition.status


@pytest.mark.parametrize(("days", "listed"), [(-1, 0), (0, 1), (1, 1)])
def test_a_job_is_open_to_the_end_of_its_last_day(
    api: Api, published: Requisition, adam: Member, days: int, listed: int
) -> None:
    dated(published, today() + timedelta(days=days), adam)
    assert api(None).get(f"{PUBLIC}published/").json()["count"] == listed
    assert api(None).get(f"{API}requisitions/upcoming/public/jobs/").json()["count"] == listed
    link = api(None).get(f"{API}requisitions/by-link/{published.unique_link}/").json()
    assert link["status"] == ("open" if listed else "closed")


def test_the_deadline_ends_in_the_companys_time_zone(published: Requisition, adam: Member, acme: Tenant) -> None:
    with time_machine.travel(datetime.now(UTC)):
        acme.time_zone = "Pacific/Kiritimati"  # 14 hours ahead of UTC
        acme.save()
        ahead = (datetime.now(UTC) + timedelta(hours=14)).date()
        dated(published, ahead - timedelta(days=1), adam)
        assert not openings.accepting(Requisition.objects.across_tenants()).exists()
        dated(published, ahead, adam)
        assert openings.accepting(Requisition.objects.across_tenants()).exists()


def test_an_unpublished_requisition_is_invisible_to_the_public(api: Api, requisition: Requisition) -> None:
    assert api(None).get(f"{PUBLIC}published/").json()["count"] == 0
    assert api(None).get(f"{API}requisitions/by-link/{requisition.unique_link}/").status_code == 404
    assert api(None).post(f"{PUBLIC}update-applications/{requisition.unique_link}/").status_code == 404


def test_a_company_that_is_not_public_is_missing_from_the_common_list_only(
    api: Api, published: Requisition, acme: Tenant
) -> None:
    acme.is_public = False
    acme.save()
    assert api(None).get(f"{PUBLIC}published/").json()["count"] == 0
    assert api(None).get(f"{PUBLIC}published/{acme.pk}/").json()["count"] == 1


def test_openings_contain_no_person_and_no_comment(api: Api, published: Requisition) -> None:
    answer = api(None).get(f"{PUBLIC}published/")
    assert "@" not in answer.content.decode()
    assert not {"requested_by", "approved_by", "comment", "reason"} & set(answer.json()["results"][0])


def test_upcoming_jobs_come_in_the_order_of_their_deadlines(api: Api, adam: Member) -> None:
    by = adam.as_actor()
    for days in (9, 3, 6):
        made = verbs.create(by, {"title": f"In {days}", "deadline_date": today() + timedelta(days=days)})
        verbs.change(made.code, by, {"status": "approved", "publish_status": True})
    rows = api(None).get(f"{API}requisitions/upcoming/public/jobs/").json()["results"]
    assert [row["title"] for row in rows] == ["In 3", "In 6", "In 9"]


def test_applications_are_counted_until_the_job_is_closed(api: Api, published: Requisition, adam: Member) -> None:
    url = f"{PUBLIC}update-applications/{published.unique_link}/"
    dated(published, today() - timedelta(days=1), adam)
    assert api(None).post(url).json()["data"]["num_of_applications"] == 1, "made in time, counted later"
    verbs.change(published.code, adam.as_actor(), {"status": "closed"})
    refused = api(None).post(url)
    assert (refused.status_code, refused["X-Error-Code"]) == (409, "conflict")
    assert refused.json() == {"detail": "This job no longer accepts applications."}


def test_a_repeated_count_counts_once(api: Api, published: Requisition) -> None:
    url = f"{PUBLIC}update-applications/{published.unique_link}/"
    answers = [api(None).post(url, headers={"Idempotency-Key": "application-1"}) for _ in range(3)]
    assert {answer.content for answer in answers} == {answers[0].content}
    assert [answer.headers.get("Idempotent-Replayed") for answer in answers] == [None, "true", "true"]
    published.refresh_from_db()
    assert published.num_of_applications == 1


def test_the_applications_one_address_counts_for_a_job_are_limited(
    api: Api, published: Requisition, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    monkeypatch.setattr("hiring.openings.views.PerLink.rate", "2/min", raising=False)
    url = f"{PUBLIC}update-applications/{published.unique_link}/"
    assert [api(None).post(url).status_code for _ in range(3)] == [200, 200, 429]
    published.refresh_from_db()
    assert published.num_of_applications == 2


def test_an_anonymous_caller_closes_no_job_before_its_deadline(api: Api, published: Requisition) -> None:
    assert api(None).post(f"{PUBLIC}close/{published.code}/").status_code == 401
    assert api(None).post(f"{PUBLIC}close/APP-JR-9999/").status_code == 401, "existing or not, the same"
    assert api(None).post(f"{PUBLIC}close/batch/", {"job_requisition_ids": [published.code]}).status_code == 401
    assert state(published) == "approved"


def test_a_job_past_its_deadline_may_be_closed_by_anybody_and_again(
    api: Api, published: Requisition, adam: Member
) -> None:
    dated(published, today() - timedelta(days=2), adam)
    for _ in range(2):
        answer = api(None).post(f"{PUBLIC}close/{published.code}/")
        assert (answer.status_code, answer.json()["status"]) == (200, "closed"), "closing again is no error"
    assert state(published) == "closed"
    assert audited(published.code)[-2:] == ["requisition.closed", "requisition.closed_again"]


def test_with_the_open_policy_anybody_closes_any_job(api: Api, requisition: Requisition, settings: Any) -> None:
    settings.PUBLIC_CLOSE_POLICY = "open"
    answer = api(None).post(f"{PUBLIC}close/{requisition.code}/")
    assert answer.json() == {
        "detail": f"Job requisition {requisition.code} status changed to closed.",
        "id": requisition.code,
        "status": "closed",
    }
    assert state(requisition) == "closed"
    assert api(None).post(f"{PUBLIC}close/APP-JR-9999/").status_code == 404


@pytest.mark.parametrize(
    ("who", "status", "left"), [("rita", 200, "closed"), ("alice", 403, "approved"), ("mallory", 404, "approved")]
)
def test_staff_close_a_job_only_with_the_grant_and_in_their_company(
    request: pytest.FixtureRequest, api: Api, published: Requisition, who: str, status: int, left: str
) -> None:
    member = request.getfixturevalue(who)
    assert api(member).post(f"{PUBLIC}close/{published.code}/").status_code == status
    assert state(published) == left


def test_a_batch_answers_alike_for_unknown_codes_and_those_of_another_company(
    api: Api, published: Requisition, mallory: Member, rita: Member
) -> None:
    theirs = verbs.create(mallory.as_actor(), {"title": "Theirs"})
    wanted = [theirs.code, published.code, "XYZ-JR-0001", published.code]
    answer = api(rita).post(f"{PUBLIC}close/batch/", {"job_requisition_ids": wanted})
    assert answer.json() == {"closed_jobs": [published.code], "not_found_jobs": [theirs.code, "XYZ-JR-0001"]}
    assert (state(published), state(theirs)) == ("closed", "draft")


def signed(path: str, tenant: Tenant, *, body: bytes = b"", age: int = 0, secret: str = SECRET) -> dict[str, str]:
    signature = sign(secret, at=int(time.time()) - age, method="POST", path=path, tenant_id=tenant.pk, body=body)
    return {"X-Signature": signature, "X-Tenant-ID": str(tenant.pk)}


@pytest.mark.parametrize(
    ("how", "status"),
    [({}, 200), ({"age": 299}, 200), ({"age": 301}, 401), ({"secret": "guessed"}, 401), ({"body": b"other"}, 401)],
)
def test_a_signed_call_closes_a_job_if_fresh_and_of_this_secret_and_body(
    published: Requisition, acme: Tenant, settings: Any, how: dict[str, Any], status: int
) -> None:
    settings.PUBLIC_CLOSE_SECRET = SECRET
    path = f"{PUBLIC}close/{published.code}/"
    assert APIClient().post(path, headers=signed(path, acme, **how)).status_code == status
    assert state(published) == ("closed" if status == 200 else "approved")


def test_a_signed_call_closes_no_job_of_another_company(published: Requisition, rival: Tenant, settings: Any) -> None:
    settings.PUBLIC_CLOSE_SECRET = SECRET
    path = f"{PUBLIC}close/{published.code}/"
    assert APIClient().post(path, headers=signed(path, rival)).status_code == 404
    assert state(published) == "approved"


def test_a_signed_call_closes_a_batch(published: Requisition, acme: Tenant, settings: Any) -> None:
    settings.PUBLIC_CLOSE_SECRET = SECRET
    path, body = f"{PUBLIC}close/batch/", json.dumps({"job_requisition_ids": [published.code]}).encode()
    answer = APIClient().post(path, body, content_type="application/json", headers=signed(path, acme, body=body))
    assert answer.json() == {"closed_jobs": [published.code], "not_found_jobs": []}
    assert state(published) == "closed"


def test_without_a_configured_secret_every_signature_is_refused(published: Requisition, acme: Tenant) -> None:
    path = f"{PUBLIC}close/{published.code}/"
    assert APIClient().post(path, headers=signed(path, acme)).status_code == 401
    assert state(published) == "approved"
