"""Approval of requisitions: the grants, the stages, the record."""

from datetime import UTC, datetime, timedelta

import pytest

from core.errors import Forbidden, Invalid, NotFound, Stale
from core.models import AuditEntry, Member
from hiring.requisitions import states, verbs
from hiring.requisitions.models import Requisition
from hiring.vocabulary import RequisitionStatus
from tests.hiring.conftest import API, Api, audited


def test_every_state_has_moves_and_all_but_closed_can_be_closed() -> None:
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
def test_an_impossible_move_is_refused_naming_the_possible_ones(
    adam: Member, requisition: Requisition, state: RequisitionStatus, wanted: RequisitionStatus
) -> None:
    Requisition.objects.of(adam.as_actor()).update(status=state)
    with pytest.raises(Invalid) as refusal:
        verbs.change(requisition.code, adam.as_actor(), {"status": wanted.value})
    (sentence,) = refusal.value.fields["status"]
    assert all(move in sentence for move in states.MOVES[state])


def test_the_last_required_stage_approves_the_requisition(requisition: Requisition, alice: Member, bob: Member) -> None:
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


def test_a_direct_approval_audits_the_stages_it_passes_over(requisition: Requisition, adam: Member) -> None:
    verbs.change(requisition.code, adam.as_actor(), {"status": "approved"})
    kept = AuditEntry.objects.get(action="requisition.approved")
    assert kept.facts["directly"]
    assert kept.facts["stages_passed_over"] == ["Team", "Head"]


def test_a_requester_who_names_themselves_as_approver_may_not_approve(rita: Member) -> None:
    stages = {"stages": [{"name": "Mine", "approvers": [rita.email]}]}
    own = verbs.create(rita.as_actor(), {"title": "Mine", "approval_workflow": stages})
    with pytest.raises(Forbidden):
        verbs.change(own.code, rita.as_actor(), {"status": "approved"})
    own.refresh_from_db()
    assert (own.status, own.approved_by) == ("draft", None)


def test_a_colleague_without_the_grant_may_not_rewrite_the_approvers(requisition: Requisition, rita: Member) -> None:
    Requisition.objects.of(rita.tenant).update(requested_by={"id": "99"}, created_by={"id": "99"})
    stages = {"stages": [{"name": "Mine", "approvers": [rita.email]}]}
    with pytest.raises(Forbidden):
        verbs.change(requisition.code, rita.as_actor(), {"approval_workflow": stages})


@pytest.mark.parametrize("change", [{"title": "Mine"}, {"publish_status": True}, {"status": "closed"}])
def test_a_named_approver_may_only_decide(requisition: Requisition, alice: Member, change: dict[str, object]) -> None:
    with pytest.raises(Forbidden):
        verbs.change(requisition.code, alice.as_actor(), change)


def test_recording_a_colleagues_approval_needs_the_grant(requisition: Requisition, alice: Member, bob: Member) -> None:
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
def test_an_impossible_claim_of_approval_is_refused_naming_its_field(
    requisition: Requisition, adam: Member, claim: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        verbs.change(requisition.code, adam.as_actor(), claim)
    assert set(refusal.value.fields) == {field}


def test_a_person_of_another_company_cannot_be_recorded_as_approver(
    requisition: Requisition, adam: Member, mallory: Member
) -> None:
    mallory.external_id = "777"
    mallory.save()
    with pytest.raises(Invalid):
        verbs.change(requisition.code, adam.as_actor(), {"status": "approved", "approved_by_id": "777"})


def test_a_requisition_set_back_to_draft_loses_its_approval(published: Requisition, adam: Member) -> None:
    verbs.change(published.code, adam.as_actor(), {"status": "closed"})
    again = verbs.change(published.code, adam.as_actor(), {"status": "draft"})
    assert (again.approved_by, again.approval_date, again.publish_status) == (None, None, False)


def test_a_write_with_an_older_version_is_refused_and_changes_nothing(
    api: Api, requisition: Requisition, rita: Member
) -> None:
    url = f"{API}requisitions/{requisition.code}/"
    read = api(rita).get(url)
    assert api(rita).patch(url, {"title": "First"}, headers={"If-Match": read["ETag"]}).status_code == 200
    late = api(rita).patch(url, {"title": "Second"}, headers={"If-Match": read["ETag"]})
    assert (late.status_code, late["X-Error-Code"]) == (412, "stale")
    assert api(rita).get(url).json()["title"] == "First"
    assert api(rita).patch(url, {"title": "Third"}, headers={"If-Match": "*"}).status_code == 200
    with pytest.raises(Stale):
        verbs.change(requisition.code, rita.as_actor(), {"title": "Fourth"}, expected=1)


def test_a_deleted_requisition_can_be_neither_read_nor_changed(
    api: Api, requisition: Requisition, rita: Member
) -> None:
    url = f"{API}requisitions/{requisition.code}/"
    assert api(rita).delete(url).status_code == 200
    with pytest.raises(NotFound):
        verbs.change(requisition.code, rita.as_actor(), {"title": "New"})
    assert [getattr(api(rita), method)(url).status_code for method in ("get", "patch", "put", "delete")] == [404] * 4
    requisition.refresh_from_db()
    assert (requisition.is_deleted, requisition.title, requisition.version) == (True, "Developer", 2)


def test_compliance_items_with_a_known_id_are_changed_and_the_others_added(
    api: Api, requisition: Requisition, rita: Member
) -> None:
    url = f"{API}requisitions/{requisition.code}/"
    first = api(rita).patch(url, {"compliance_checklist": [{"name": "DBS"}, {"name": "References"}]}).json()
    dbs, references = first["compliance_checklist"]
    change = [{"id": dbs["id"], "name": "Enhanced DBS", "status": "completed"}, {"name": "Visa"}]
    second = api(rita).patch(url, {"compliance_checklist": change}).json()["compliance_checklist"]
    assert [item["name"] for item in second] == ["Enhanced DBS", "References", "Visa"]
    assert second[1] == references
    assert second[0]["checked_by"]["email"] == rita.email, "the server records who checked"


def test_writing_the_present_values_makes_no_new_version(api: Api, published: Requisition, adam: Member) -> None:
    url = f"{API}requisitions/{published.code}/"
    read = api(adam).get(url)
    changes: list[dict[str, object]] = [{}, read.json()]
    for change in changes:
        again = api(adam).put(url, change)
        assert (again.status_code, again.content, again["ETag"]) == (200, read.content, read["ETag"])
