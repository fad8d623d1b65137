"""The HTML pages of hiring."""

import pytest
from django.test import Client

from core.models import Member
from hiring.requisitions import verbs
from hiring.requisitions.models import Requisition


def of(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def test_the_list_shows_all_requisitions_and_filters_by_status_and_words(
    rita: Member, requisition: Requisition, published: Requisition
) -> None:
    verbs.create(rita.as_actor(), {"title": "Gardener"})
    page = of(rita).get("/requisitions/").content.decode()
    assert "Gardener" in page
    assert "Developer" in page
    narrowed = of(rita).get("/requisitions/?status=approved&search=dev").content.decode()
    assert "Gardener" not in narrowed
    assert of(rita).get("/requisitions/?status=nonsense&page=x").status_code == 200


def test_the_detail_page_approves_publishes_and_unpublishes(adam: Member, requisition: Requisition) -> None:
    url = f"/requisitions/{requisition.code}/"
    assert "Approve" in of(adam).get(url).content.decode()
    assert of(adam).post(url, {"status": "approved", "comment": "Go", "version": 1}).status_code == 302
    assert of(adam).post(url, {"publish_status": "true", "version": 2}).status_code == 302
    requisition.refresh_from_db()
    assert (requisition.status, requisition.publish_status, requisition.comment) == ("approved", True, "Go")
    assert of(adam).post(url, {"publish_status": "false", "version": 3}).status_code == 302
    requisition.refresh_from_db()
    assert not requisition.publish_status


def test_a_form_made_from_an_older_version_changes_nothing_and_is_explained(
    adam: Member, rita: Member, requisition: Requisition
) -> None:
    verbs.change(requisition.code, rita.as_actor(), {"title": "Other"})
    url = f"/requisitions/{requisition.code}/"
    page = of(adam).post(url, {"status": "approved", "version": 1}, follow=True).content.decode()
    assert "Somebody changed this in the meantime" in page
    requisition.refresh_from_db()
    assert requisition.status == "draft"


@pytest.mark.parametrize(
    "body", [{}, {"version": "x"}, {"version": 1, "status": "nonsense"}, {"version": 1, "status": "open"}]
)
def test_an_invalid_form_is_answered_with_an_explanation(
    adam: Member, requisition: Requisition, body: dict[str, str]
) -> None:
    answer = of(adam).post(f"/requisitions/{requisition.code}/", body, follow=True)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "sees"),
    [("alice", {"approved", "rejected"}), ("vera", set()), ("rita", {"pending", "closed", "cancelled"})],
)
def test_the_detail_page_offers_only_the_moves_the_member_may_make(
    request: pytest.FixtureRequest, requisition: Requisition, who: str, sees: set[str]
) -> None:
    page = of(request.getfixturevalue(who)).get(f"/requisitions/{requisition.code}/").content.decode()
    offered = {move for move in ("approved", "rejected", "pending", "closed", "cancelled") if f'value="{move}"' in page}
    assert offered == sees


def test_a_move_without_the_grant_is_forbidden_and_changes_nothing(vera: Member, requisition: Requisition) -> None:
    answer = of(vera).post(f"/requisitions/{requisition.code}/", {"status": "closed", "version": 1})
    assert answer.status_code == 403
    requisition.refresh_from_db()
    assert requisition.status == "draft"


def test_a_closed_job_keeps_its_public_page_but_leaves_the_list(adam: Member, published: Requisition) -> None:
    careers = Client().get("/careers/acme.example/").content.decode()
    assert f"/careers/acme.example/{published.code}/" in careers
    job = Client().get(f"/careers/acme.example/{published.code}/")
    assert job.status_code == 200
    assert "@" not in job.content.decode()
    verbs.change(published.code, adam.as_actor(), {"status": "closed"})
    assert "no longer takes applications" in Client().get(f"/careers/acme.example/{published.code}/").content.decode()
    assert published.code not in Client().get("/careers/acme.example/").content.decode()


def test_html_in_a_job_is_escaped_on_its_public_page(adam: Member) -> None:
    made = verbs.create(adam.as_actor(), {"title": "<b>Bold</b>", "job_description": "<script>alert(1)</script>"})
    verbs.change(made.code, adam.as_actor(), {"status": "approved", "publish_status": True})
    page = Client().get(f"/careers/acme.example/{made.code}/").content.decode()
    assert "<b>Bold" not in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("path", ["/careers/nobody.example/", "/careers/acme.example/ACM-JR-9999/", "/careers/%00/"])
def test_unknown_companies_unknown_jobs_and_drafts_have_no_public_page(requisition: Requisition, path: str) -> None:
    assert Client().get(path).status_code == 404
    assert Client().get(f"/careers/acme.example/{requisition.code}/").status_code == 404, "a draft is private"
