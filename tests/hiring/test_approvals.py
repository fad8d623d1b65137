"""Who may approve a requisition, and what is kept of it."""

from datetime import UTC, datetime, timedelta

import pytest

from core.errors import Forbidden, Invalid, NotFound, Stale
from core.models import AuditEntry, Member
from hiring.requisitions import states, verbs
from hiring.requisitions.models import Requisition
from hiring.vocabulary import RequisitionStatus
from tests.hiring.conftest import API, Api, audited


def test_every_state_has_its_moves() -> None:
    assert set(states.MOVES) == set(RequisitionStatus)
    assert all(
        RequisitionStatus.CLOSED in moves for state, moves in states.MOVES.items() if state != RequisitionStatus.CLOSED
    )


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        (state, wanted)
        for state, moves in states.MOVES.items()
        for wanted in RequisitionStatus
        if wanted not in {*moves, state}
    ],
)
def test_an_impossible_move_names_the_possible_ones(
    adam: Member, requisition: Requisition, state: RequisitionStatus, wanted: RequisitionStatus
) -> None:
    Requisition.objects.of(adam.as_actor()).update(status=state)
    with pytest.raises(Invalid) as refusal:
        verbs.change(requisition.code, adam.as_actor(), {"status": wanted.value})
    (sentence,) = refusal.value.fields["status"]
    assert all(move in sentence for move in states.MOVES[state])


def test_the_last_required_stage_approves(requisition: Requisition, alice: Member, bob: Member) -> None:
    half = verbs.change(requisition.code, alice.as_actor(), {"status": "approved"})
    assert (half.status, half.approved_by) == ("pending", None)
    whole = verbs.change(requisition.code, bob.as_actor(), {"status": "approved", "comment": "Go"})
    assert whole.status == "approved"
    assert whole.approved_by
    assert whole.approved_by["email"] == "bob@acme.example"
    assert [stage["approved_by"]["first_name"] for stage in whole.stages] == ["Alice", "Bob"]
    assert audited(requisition.code) == [
        "requisition.created",
        "requisition.stage_approved",
        "requisition.stage_approved",
        "requisition.approved",
        "requisition.changed",
    ]


def test_passing_over_stages_is_audited(requisition: Requisition, adam: Member) -> None:
    verbs.change(requisition.code, adam.as_actor(), {"status": "approved"})
    kept = AuditEntry.objects.get(action="requisition.approved")
    assert kept.facts["directly"]
    assert kept.facts["stages_passed_over"] == ["Team", "Head"]


def test_nobody_approves_their_own_by_naming_themselves(rita: Member) -> None:
    stages = {"stages": [{"name": "Mine", "approvers": [rita.email]}]}
    own = verbs.create(rita.as_actor(), {"title": "Mine", "approval_workflow": stages})
    with pytest.raises(Forbidden):
        verbs.change(own.code, rita.as_actor(), {"status": "approved"})


def test_approvers_cannot_be_rewritten_by_a_colleague(requisition: Requisition, rita: Member) -> None:
    Requisition.objects.of(rita.tenant).update(requested_by={"id": "99"}, created_by={"id": "99"})
    stages = {"stages": [{"name": "Mine", "approvers": [rita.email]}]}
    with pytest.raises(Forbidden):
        verbs.change(requisition.code, rita.as_actor(), {"approval_workflow": stages})


@pytest.mark.parametrize("change", [{"title": "Mine"}, {"publish_status": True}, {"status": "closed"}])
def test_a_named_approver_may_only_decide(requisition: Requisition, alice: Member, change: dict[str, object]) -> None:
    with pytest.raises(Forbidden):
        verbs.change(requisition.code, alice.as_actor(), change)


def test_only_who_may_speak_for_others_names_the_approver(requisition: Requisition, alice: Member, bob: Member) -> None:
    with pytest.raises(Forbidden):
        verbs.change(requisition.code, alice.as_actor(), {"status": "approved", "approved_by_id": bob.external_id})


@pytest.mark.parametrize(
    ("claim", "field"),
    [
        ({"status": "approved", "approved_by_id": "404"}, "approved_by_id"),
        ({"status": "approved", "approval_date": datetime.now(UTC) + timedelta(days=1)}, "approval_date"),
        ({"approved_by_id": "1"}, "approved_by_id"),
        ({"publish_status": True}, "publish_status"),
    ],
)
def test_a_claim_that_cannot_be_true(
    requisition: Requisition, adam: Member, claim: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        verbs.change(requisition.code, adam.as_actor(), claim)
    assert set(refusal.value.fields) == {field}


def test_people_of_other_companies_do_not_approve(requisition: Requisition, adam: Member, mallory: Member) -> None:
    mallory.external_id = "777"
    mallory.save()
    with pytest.raises(Invalid):
        verbs.change(requisition.code, adam.as_actor(), {"status": "approved", "approved_by_id": "777"})


def test_a_draft_again_must_be_approved_again(published: Requisition, adam: Member) -> None:
    by = adam.as_actor()
    verbs.change(published.code, by, {"status": "closed"})
    again = verbs.change(published.code, by, {"status": "draft"})
    assert (again.approved_by, again.approval_date, again.publish_status) == (None, None, False)


def test_a_stale_write_is_refused(api: Api, requisition: Requisition, rita: Member) -> None:
    url = f"{API}requisitions/{requisition.code}/"
    read = api(rita).get(url)
    assert api(rita).patch(url, {"title": "First"}, headers={"If-Match": read["ETag"]}).status_code == 200
    late = api(rita).patch(url, {"title": "Second"}, headers={"If-Match": read["ETag"]})
    assert (late.status_code, late["X-Error-Code"]) == (412, "stale")
    assert api(rita).get(url).json()["title"] == "First"
    assert api(rita).patch(url, {"title": "Third"}, headers={"If-Match": "*"}).status_code == 200
    with pytest.raises(Stale):
        verbs.change(requisition.code, rita.as_actor(), {"title": "Fourth"}, expected=1)


def test_the_bin_keeps_nothing_changeable(api: Api, requisition: Requisition, rita: Member) -> None:
    url = f"{API}requisitions/{requisition.code}/"
    assert api(rita).delete(url).status_code == 200
    with pytest.raises(NotFound):
        verbs.change(requisition.code, rita.as_actor(), {"title": "New"})
    assert [getattr(api(rita), method)(url).status_code for method in ("get", "patch", "put", "delete")] == [404] * 4


def test_checks_are_merged_by_id(api: Api, requisition: Requisition, rita: Member) -> None:
    url = f"{API}requisitions/{requisition.code}/"
    first = api(rita).patch(url, {"compliance_checklist": [{"name": "DBS"}, {"name": "References"}]}).json()
    dbs, references = first["compliance_checklist"]
    change = [{"id": dbs["id"], "name": "Enhanced DBS", "status": "completed"}, {"name": "Visa"}]
    second = api(rita).patch(url, {"compliance_checklist": change}).json()["compliance_checklist"]
    assert [item["name"] for item in second] == ["Enhanced DBS", "References", "Visa"]
    assert second[1] == references
    assert second[0]["checked_by"]["email"] == rita.email, "the server says who checked"


def test_saying_what_is_already_so_changes_nothing(api: Api, published: Requisition, adam: Member) -> None:
    url = f"{API}requisitions/{published.code}/"
    read = api(adam).get(url)
    changes: list[dict[str, object]] = [{}, read.json()]
    for change in changes:
        again = api(adam).put(url, change)
        assert (again.status_code, again.content, again["ETag"]) == (200, read.content, read["ETag"])
