"""Requests: visibility, decisions, and the rules of each type."""

from typing import Any

import pytest

from core.errors import Forbidden, Invalid
from core.models import Member
from hiring.requests import states, verbs
from hiring.requests.models import InternalRequest
from hiring.vocabulary import RequestStatus
from tests.hiring.conftest import API, Api, audited

LEAVE = {
    "request_type": "leave",
    "title": "Rest",
    "leave_category": "annual",
    "start_date": "2027-12-20",
    "resumption_date": "2027-12-30",
}


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        (state, wanted)
        for state, moves in states.MOVES.items()
        for wanted in RequestStatus
        if wanted not in {*moves, state}
    ],
)
def test_an_impossible_move_is_refused(adam: Member, chair: InternalRequest, state: str, wanted: str) -> None:
    InternalRequest.objects.of(adam.as_actor()).update(status=state)
    with pytest.raises(Invalid, match="Allowed"):
        verbs.change(chair.pk, adam.as_actor(), {"status": wanted, "comment": "Because"})


def test_a_requester_may_not_decide_on_their_own_request(adam: Member) -> None:
    own = verbs.create(adam.as_actor(), {"request_type": "service", "title": "Mine", "service_type": "other"})
    with pytest.raises(Forbidden):
        verbs.change(own.pk, adam.as_actor(), {"status": "approved"})
    own.refresh_from_db()
    assert (own.status, own.reviewed_by) == ("pending", None)


def test_a_rejection_needs_a_comment_and_records_a_reviewer_but_no_approver(
    adam: Member, chair: InternalRequest
) -> None:
    with pytest.raises(Invalid) as refusal:
        verbs.change(chair.pk, adam.as_actor(), {"status": "rejected"})
    assert set(refusal.value.fields) == {"comment"}
    rejected = verbs.change(chair.pk, adam.as_actor(), {"status": "rejected", "comment": "No money"})
    assert rejected.approved_by is None
    assert rejected.reviewed_by
    assert rejected.reviewed_by["email"] == adam.email
    assert audited(chair.request_id) == ["request.created", "request.rejected"]


def test_a_requester_edits_cancels_and_deletes_only_while_the_request_is_pending(
    api: Api, alice: Member, adam: Member, chair: InternalRequest
) -> None:
    url = f"{API}requests/{chair.pk}/"
    assert api(alice).patch(url, {"priority_level": "high"}).json()["priority_level"] == "high"
    verbs.change(chair.pk, adam.as_actor(), {"status": "approved"})
    assert api(alice).patch(url, {"title": "Two chairs"}).status_code == 400
    assert api(alice).patch(url, {"status": "cancelled"}).status_code == 403
    assert api(alice).delete(url).status_code == 403
    assert api(adam).patch(url, {"title": "No chair"}).status_code == 403, "an approver decides and does not rewrite"
    chair.refresh_from_db()
    assert (chair.title, chair.status, chair.is_deleted) == ("Fix my chair", "approved", False)


def test_a_request_is_visible_to_its_requester_and_to_approvers_only(
    api: Api, alice: Member, bob: Member, adam: Member, chair: InternalRequest
) -> None:
    assert api(bob).get(f"{API}requests/").json()["count"] == 0
    assert api(bob).get(f"{API}requests/{chair.pk}/").status_code == 404
    assert api(alice).get(f"{API}requests/").json()["count"] == 1
    assert api(adam).get(f"{API}requests/").json()["count"] == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"resumption_date": "2027-12-20"}, "resumption_date"),
        ({"resumption_date": "2027-12-19"}, "resumption_date"),
        ({"number_of_days": 11}, "number_of_days"),
        ({"number_of_days": 0}, "number_of_days"),
        ({"start_date": None}, "start_date"),
        ({"item_name": "Chair"}, "item_name"),
        ({"priority": "high"}, "priority"),
        ({"leave_category": "holiday"}, "leave_category"),
    ],
)
def test_an_impossible_leave_is_refused_naming_its_field(
    api: Api, alice: Member, change: dict[str, Any], field: str
) -> None:
    answer = api(alice).post(f"{API}requests/", LEAVE | change)
    assert answer.status_code == 400
    assert set(answer.json()) == {field}


def test_the_day_of_return_is_no_day_of_leave(api: Api, alice: Member) -> None:
    assert api(alice).post(f"{API}requests/", LEAVE).json()["number_of_days"] == 10


def test_the_type_of_a_request_cannot_be_changed(api: Api, alice: Member, chair: InternalRequest) -> None:
    answer = api(alice).patch(f"{API}requests/{chair.pk}/", {"request_type": "leave"})
    assert (answer.status_code, set(answer.json())) == (400, {"request_type"})


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("request_type=leave", 1),
        ("priority=medium", 1),
        ("priority=low", 0),
        ("status=pending&search=chair", 1),
        ("search=chair+fix", 1),
        ("search=chair+table", 0),
        ("search=nowhere", 0),
        ("ordering=-title", 2),
    ],
)
def test_the_list_filters_by_type_priority_status_and_words(
    api: Api, alice: Member, chair: InternalRequest, query: str, found: int
) -> None:
    api(alice).post(f"{API}requests/", LEAVE)
    assert api(alice).get(f"{API}requests/?{query}").json()["count"] == found
