"""What the public sees and may do: openings, the counter of applications, closing under its policy."""

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


@pytest.mark.parametrize(("days", "listed"), [(-1, 0), (0, 1), (1, 1)])
def test_a_job_is_open_to_the_end_of_its_last_day(
    api: Api, published: Requisition, adam: Member, days: int, listed: int
) -> None:
    dated(published, today() + timedelta(days=days), adam)
    assert api(None).get(f"{PUBLIC}published/").json()["count"] == listed
    assert api(None).get(f"{API}requisitions/upcoming/public/jobs/").json()["count"] == listed
    link = api(None).get(f"{API}requisitions/by-link/{published.unique_link}/").json()
    assert link["status"] == ("open" if listed else "closed")


def test_the_day_is_the_companys_own(published: Requisition, adam: Member, acme: Tenant) -> None:
    with time_machine.travel(datetime.now(UTC)):
        acme.time_zone = "Pacific/Kiritimati"  # 14 hours ahead of UTC
        acme.save()
        ahead = (datetime.now(UTC) + timedelta(hours=14)).date()
        dated(published, ahead - timedelta(days=1), adam)
        assert not openings.accepting(Requisition.objects.across_tenants()).exists()
        dated(published, ahead, adam)
        assert openings.accepting(Requisition.objects.across_tenants()).exists()


def test_nothing_unpublished_is_shown(api: Api, requisition: Requisition) -> None:
    assert api(None).get(f"{PUBLIC}published/").json()["count"] == 0
    assert api(None).get(f"{API}requisitions/by-link/{requisition.unique_link}/").status_code == 404
    assert api(None).post(f"{PUBLIC}update-applications/{requisition.unique_link}/").status_code == 404


def test_a_company_may_keep_to_itself(api: Api, published: Requisition, acme: Tenant) -> None:
    acme.is_public = False
    acme.save()
    assert api(None).get(f"{PUBLIC}published/").json()["count"] == 0
    assert api(None).get(f"{PUBLIC}published/{acme.pk}/").json()["count"] == 1


def test_the_public_hears_of_nobody(api: Api, published: Requisition) -> None:
    told = api(None).get(f"{PUBLIC}published/").content.decode()
    assert "@" not in told
    assert not {"requested_by", "approved_by", "comment", "reason"} & set(json.loads(told)["results"][0])


def test_soonest_deadline_first(api: Api, adam: Member) -> None:
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


def test_a_repeated_count_counts_once(api: Api, published: Requisition) -> None:
    url = f"{PUBLIC}update-applications/{published.unique_link}/"
    answers = [api(None).post(url, headers={"Idempotency-Key": "application-1"}) for _ in range(3)]
    assert {answer.content for answer in answers} == {answers[0].content}
    assert [answer.headers.get("Idempotent-Replayed") for answer in answers] == [None, "true", "true"]


def test_one_address_counts_so_often_for_one_job(
    api: Api, published: Requisition, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    monkeypatch.setattr("hiring.openings.views.PerLink.rate", "2/min", raising=False)
    url = f"{PUBLIC}update-applications/{published.unique_link}/"
    assert [api(None).post(url).status_code for _ in range(3)] == [200, 200, 429]


def test_strangers_close_nothing(api: Api, published: Requisition) -> None:
    assert api(None).post(f"{PUBLIC}close/{published.code}/").status_code == 401
    assert api(None).post(f"{PUBLIC}close/APP-JR-9999/").status_code == 401, "existing or not, the same"
    assert api(None).post(f"{PUBLIC}close/batch/", {"job_requisition_ids": [published.code]}).status_code == 401
    published.refresh_from_db()
    assert published.status == "approved"


def test_what_is_past_its_deadline_may_be_closed_by_anybody(api: Api, published: Requisition, adam: Member) -> None:
    dated(published, today() - timedelta(days=2), adam)
    for _ in range(2):
        assert api(None).post(f"{PUBLIC}close/{published.code}/").status_code == 200, "closing again is no error"
    assert audited(published.code)[-2:] == ["requisition.closed", "requisition.closed_again"]


def test_in_the_demo_anybody_closes_anything(api: Api, requisition: Requisition, settings: Any) -> None:
    settings.PUBLIC_CLOSE_POLICY = "open"
    assert api(None).post(f"{PUBLIC}close/{requisition.code}/").status_code == 200
    assert api(None).post(f"{PUBLIC}close/APP-JR-9999/").status_code == 404


@pytest.mark.parametrize(("who", "status"), [("rita", 200), ("alice", 403), ("mallory", 404)])
def test_staff_close_by_their_rights(
    request: pytest.FixtureRequest, api: Api, published: Requisition, who: str, status: int
) -> None:
    member = request.getfixturevalue(who)
    assert api(member).post(f"{PUBLIC}close/{published.code}/").status_code == status


def test_a_batch_tells_foreign_and_unknown_apart_for_nobody(
    api: Api, published: Requisition, mallory: Member, rita: Member
) -> None:
    theirs = verbs.create(mallory.as_actor(), {"title": "Theirs"})
    wanted = [theirs.code, published.code, "XYZ-JR-0001", published.code]
    answer = api(rita).post(f"{PUBLIC}close/batch/", {"job_requisition_ids": wanted})
    assert answer.json() == {"closed_jobs": [published.code], "not_found_jobs": [theirs.code, "XYZ-JR-0001"]}


def signed(path: str, tenant: Tenant, *, body: bytes = b"", age: int = 0, secret: str = SECRET) -> dict[str, str]:
    said = sign(secret, at=int(time.time()) - age, method="POST", path=path, tenant_id=tenant.pk, body=body)
    return {"X-Signature": said, "X-Tenant-ID": str(tenant.pk)}


@pytest.mark.parametrize(
    ("how", "status"),
    [({}, 200), ({"age": 299}, 200), ({"age": 301}, 401), ({"secret": "guessed"}, 401), ({"body": b"other"}, 401)],
)
def test_a_service_signs_what_it_closes(
    published: Requisition, acme: Tenant, settings: Any, how: dict[str, Any], status: int
) -> None:
    settings.PUBLIC_CLOSE_SECRET = SECRET
    path = f"{PUBLIC}close/{published.code}/"
    assert APIClient().post(path, headers=signed(path, acme, **how)).status_code == status


def test_a_service_closes_only_in_the_company_it_signed_for(
    published: Requisition, rival: Tenant, settings: Any
) -> None:
    settings.PUBLIC_CLOSE_SECRET = SECRET
    path = f"{PUBLIC}close/{published.code}/"
    assert APIClient().post(path, headers=signed(path, rival)).status_code == 404


def test_a_service_signs_the_batch_it_sends(published: Requisition, acme: Tenant, settings: Any) -> None:
    settings.PUBLIC_CLOSE_SECRET = SECRET
    path, body = f"{PUBLIC}close/batch/", json.dumps({"job_requisition_ids": [published.code]}).encode()
    answer = APIClient().post(path, body, content_type="application/json", headers=signed(path, acme, body=body))
    assert answer.json()["closed_jobs"] == [published.code]


def test_without_a_secret_no_signature_counts(published: Requisition, acme: Tenant) -> None:
    path = f"{PUBLIC}close/{published.code}/"
    assert APIClient().post(path, headers=signed(path, acme)).status_code == 401
