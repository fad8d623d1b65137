"""The pages of hiring, as HTML over the same verbs."""

import pytest
from django.test import Client

from core.models import Member
from hiring.requisitions import verbs
from hiring.requisitions.models import Requisition


def of(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def test_the_list_shows_and_narrows(rita: Member, requisition: Requisition, published: Requisition) -> None:
    verbs.create(rita.as_actor(), {"title": "Gardener"})
    page = of(rita).get("/requisitions/").content.decode()
    assert "Gardener" in page
    assert "Developer" in page
    narrowed = of(rita).get("/requisitions/?status=approved&search=dev").content.decode()
    assert "Gardener" not in narrowed
    assert of(rita).get("/requisitions/?status=nonsense&page=x").status_code == 200


def test_approve_and_publish(adam: Member, requisition: Requisition) -> None:
    url = f"/requisitions/{requisition.code}/"
    assert "Approve" in of(adam).get(url).content.decode()
    assert of(adam).post(url, {"status": "approved", "comment": "Go", "version": 1}).status_code == 302
    assert of(adam).post(url, {"publish_status": "true", "version": 2}).status_code == 302
    requisition.refresh_from_db()
    assert (requisition.status, requisition.publish_status, requisition.comment) == ("approved", True, "Go")
    assert of(adam).post(url, {"publish_status": "false", "version": 3}).status_code == 302
    requisition.refresh_from_db()
    assert not requisition.publish_status


def test_what_somebody_else_changed_is_not_overwritten(adam: Member, rita: Member, requisition: Requisition) -> None:
    verbs.change(requisition.code, rita.as_actor(), {"title": "Other"})
    url = f"/requisitions/{requisition.code}/"
    told = of(adam).post(url, {"status": "approved", "version": 1}, follow=True).content.decode()
    assert "Somebody changed this in the meantime" in told
    requisition.refresh_from_db()
    assert requisition.status == "draft"


@pytest.mark.parametrize(
    "body", [{}, {"version": "x"}, {"version": 1, "status": "nonsense"}, {"version": 1, "status": "open"}]
)
def test_a_form_that_makes_no_sense_is_answered_in_words(
    adam: Member, requisition: Requisition, body: dict[str, str]
) -> None:
    answer = of(adam).post(f"/requisitions/{requisition.code}/", body, follow=True)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "sees"),
    [("alice", {"approved", "rejected"}), ("vera", set()), ("rita", {"pending", "closed", "cancelled"})],
)
def test_everybody_sees_the_buttons_that_work_for_them(
    request: pytest.FixtureRequest, requisition: Requisition, who: str, sees: set[str]
) -> None:
    page = of(request.getfixturevalue(who)).get(f"/requisitions/{requisition.code}/").content.decode()
    offered = {move for move in ("approved", "rejected", "pending", "closed", "cancelled") if f'value="{move}"' in page}
    assert offered == sees


def test_a_button_that_is_not_ones_own(vera: Member, requisition: Requisition) -> None:
    answer = of(vera).post(f"/requisitions/{requisition.code}/", {"status": "closed", "version": 1})
    assert answer.status_code == 403


def test_the_public_job_page(adam: Member, published: Requisition) -> None:
    careers = Client().get("/careers/acme.example/").content.decode()
    assert f"/careers/acme.example/{published.code}/" in careers
    job = Client().get(f"/careers/acme.example/{published.code}/")
    assert job.status_code == 200
    assert "@" not in job.content.decode()
    verbs.change(published.code, adam.as_actor(), {"status": "closed"})
    assert "no longer takes applications" in Client().get(f"/careers/acme.example/{published.code}/").content.decode()
    assert published.code not in Client().get("/careers/acme.example/").content.decode()


def test_jobs_are_text_not_html(adam: Member) -> None:
    made = verbs.create(adam.as_actor(), {"title": "<b>Bold</b>", "job_description": "<script>alert(1)</script>"})
    verbs.change(made.code, adam.as_actor(), {"status": "approved", "publish_status": True})
    page = Client().get(f"/careers/acme.example/{made.code}/").content.decode()
    assert "<b>Bold" not in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("path", ["/careers/nobody.example/", "/careers/acme.example/ACM-JR-9999/", "/careers/%00/"])
def test_no_such_page(requisition: Requisition, path: str) -> None:
    assert Client().get(path).status_code == 404
    assert Client().get(f"/careers/acme.example/{requisition.code}/").status_code == 404, "a draft is nobody's business"
