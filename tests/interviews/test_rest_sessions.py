"""Interviews over REST: the events of each operation, and what each reader may see."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from core.models import Member, Tenant
from interviews.models import Participant, VideoSession
from interviews.people import chat
from interviews.people import verbs as participants
from interviews.scorecards import verbs as scorecards
from interviews.sessions import verbs as sessions
from tests.cards import NOT_ASSESSED, whole
from tests.cast import as_guest

Api = Callable[..., APIClient]
SESSIONS = "/api/talent-engine/video-sessions/"


@pytest.fixture
def live(interview: VideoSession, alice: Member, bob: Member, carol: Participant) -> VideoSession:
    """Alice, bob and carol are in the room."""
    for by in (alice.as_actor(), bob.as_actor(), as_guest(carol)):
        participants.enter(interview.pk, by)
    return interview


def at(session: VideoSession, rest: str = "") -> str:
    return f"{SESSIONS}{session.pk}/{rest}"


def logged(client: APIClient, session: VideoSession, after: int = 0, stream: str = "both") -> list[dict[str, Any]]:
    answer = client.get(at(session, "events/"), {"after": str(after), "stream": stream})
    return list(answer.json()["results"])


# -- verbs -------------------------------------------------------------------------------------------------------------
VERBS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("toggle_mute/", {"mute": True}, ["mute.changed"]),
    ("toggle_mute/", {}, ["mute.changed"]),
    ("toggle_mute/", {"mute": False}, []),
    ("toggle_camera/", {"camera_on": False}, ["camera.changed"]),
    ("toggle_camera/", {}, ["camera.changed"]),
    ("toggle_camera/", {"camera_on": True}, []),
    ("join/", {}, []),
    ("leave/", {}, ["participant.left"]),
    ("update_interview_data/", {"tags": ["Strong"]}, ["tags.changed"]),
    ("update_interview_data/", {"scores": {"technical": 4}}, ["score.submitted"]),
    ("update_interview_data/", {"notes": "Knows Python"}, ["score.submitted"]),
    ("update_interview_data/", {}, []),
    ("{id}/lock/", {"locked": True}, ["session.locked"]),
    ("{id}/lock/", {"locked": False}, []),
    ("{id}/consent/", {"granted": True}, ["consent.changed"]),
    ("{id}/scorecard/submit/", whole(technical=4), ["score.submitted"]),
    ("{id}/remove/", {"participant_id": "{carol}"}, ["participant.removed"]),
    ("{id}/end/", {}, ["participant.left"] * 3 + ["session.ended"]),
]


@pytest.mark.parametrize(("path", "body", "expected"), VERBS, ids=str)
def test_a_rest_operation_appends_its_events(
    api: Api,
    live: VideoSession,
    alice: Member,
    carol: Participant,
    path: str,
    body: dict[str, Any],
    expected: list[str],
) -> None:
    client = api(alice)
    before = logged(client, live)[-1]["position"]
    named = {key: value.format(carol=carol.pk) if isinstance(value, str) else value for key, value in body.items()}
    answer = client.post(SESSIONS + path.format(id=live.pk), {"session_id": str(live.pk)} | named)
    assert answer.status_code == 200
    assert [entry["event"]["type"] for entry in logged(client, live, after=before)] == expected


@pytest.mark.parametrize(("path", "expected"), [("admit/", "participant.joined"), ("deny/", "participant.denied")])
def test_a_waiting_person_is_admitted_or_denied(
    api: Api, live: VideoSession, alice: Member, carol: Participant, path: str, expected: str
) -> None:
    participants.leave(live.pk, as_guest(carol))
    sessions.lock(live.pk, alice.as_actor(), locked=True)
    assert api(carol).post(f"{SESSIONS}join/", {"session_id": str(live.pk)}).json()["state"] == "waiting"
    answer = api(alice).post(at(live, path), {"participant_id": str(carol.pk)})
    assert answer.status_code == 200
    assert logged(api(alice), live)[-1]["event"]["type"] == expected


def test_a_draft_appends_no_event(api: Api, live: VideoSession, alice: Member) -> None:
    before = logged(api(alice), live)[-1]["position"]
    for method in ("put", "patch"):
        answer = getattr(api(alice), method)(
            at(live, "scorecard/"), {"scores": {"technical": 3}, "evidence": {"technical": "…"}}
        )
        assert answer.status_code == 200
    assert logged(api(alice), live, after=before) == []


@pytest.mark.parametrize("path", ["{id}/", "{id}/end/"])
def test_setting_is_active_to_false_ends_the_interview_for_good(
    api: Api, live: VideoSession, alice: Member, path: str
) -> None:
    client = api(alice)
    url = SESSIONS + path.format(id=live.pk)
    answer = client.patch(url, {"is_active": False}) if path == "{id}/" else client.post(url)
    assert (answer.status_code, answer.json()["is_active"], answer.json()["status"]) == (200, False, "ended")
    assert answer.json()["ended_at"].endswith("Z")
    again = client.patch(at(live), {"is_active": True})
    assert (again.status_code, again["X-Error-Code"]) == (409, "session_ended")
    joining = client.post(f"{SESSIONS}join/", {"session_id": str(live.pk)})
    assert (joining.status_code, joining.json()) == (409, {"detail": "This interview has ended."})
    assert client.patch(at(live), {"tags": ["Reviewed"]}).status_code == 200, "judgement goes on"


def test_only_hosts_end_and_edit(api: Api, live: VideoSession, bob: Member) -> None:
    for body in ({"is_active": False}, {"title": "Mine now"}):
        assert api(bob).patch(at(live), body).status_code == 403
    live.refresh_from_db()
    assert (live.title, live.is_active) == ("Backend engineer", True)


def test_a_refused_part_of_a_change_undoes_the_rest(api: Api, live: VideoSession, bob: Member) -> None:
    assert (
        api(bob).patch(at(live), {"tags": ["Strong"], "scores": {"technical": 5}, "is_active": False}).status_code
        == 403
    )
    live.refresh_from_db()
    assert live.tags == []
    assert not live.scorecards.exists()


def test_a_new_interview_has_every_field_the_page_sends(api: Api, alice: Member, bob: Member, vera: Member) -> None:
    body = {
        "title": "Backend engineer",
        "starts_at": "2027-01-04T09:00:00+01:00",
        "ends_at": "2027-01-04T09:45:00+01:00",
        "time_zone": "Europe/Oslo",
        "candidate": {"name": "Carol Danvers", "email": "carol@home.example"},
        "panel": [bob.external_id, vera.external_id],
        "kit": {"criteria": [{"key": "technical", "label": "Technical"}], "questions": [{"id": "1", "text": "Why?"}]},
    }
    shown = api(alice).post(SESSIONS, body).json()
    assert (shown["starts_at"], shown["ends_at"]) == ("2027-01-04T08:00:00.000Z", "2027-01-04T08:45:00.000Z")
    assert shown["candidate"] == body["candidate"]
    assert [(person["id"], person["role"]) for person in shown["panel"]] == [
        (alice.external_id, "host"),
        (bob.external_id, "interviewer"),
        (vera.external_id, "observer"),
    ]
    assert shown["kit"]["questions"] == [{"id": "1", "text": "Why?", "minutes": 5}]


def test_a_double_click_creates_one_interview(api: Api, alice: Member) -> None:
    first, second = (api(alice).post(SESSIONS, {"title": "Once"}, headers={"Idempotency-Key": "k1"}) for _ in range(2))
    assert (first.status_code, second.status_code, first.json()["id"]) == (201, 201, second.json()["id"])
    assert VideoSession.objects.across_tenants().count() == 1


# -- the log -----------------------------------------------------------------------------------------------------------
def test_the_log_is_paged_by_position_and_stream(api: Api, live: VideoSession, alice: Member) -> None:
    chat.add_note(live.pk, alice.as_actor(), text="Knows Python")
    chat.send(live.pk, alice.as_actor(), text="Hello")
    client = api(alice)
    whole = logged(client, live)
    split = [logged(client, live, stream=stream) for stream in ("all", "staff")]
    assert sorted(split[0] + split[1], key=lambda entry: entry["position"]) == whole
    assert {entry["event"]["stream"] for entry in split[1]} == {"staff"}
    first = client.get(at(live, "events/"), {"limit": 2}).json()
    rest = client.get(at(live, "events/"), {"after": first["next"]}).json()
    assert first["results"] + rest["results"] == whole
    assert rest["next"] is None


# -- who sees what -----------------------------------------------------------------------------------------------------
def score(session: VideoSession, member: Member, level: int, *, submitted: bool = True) -> None:
    verb, card = (
        (scorecards.submit, whole(technical=level))
        if submitted
        else (scorecards.draft, {"scores": {"technical": level}})
    )
    verb(session.pk, member.as_actor(), **card, notes=f"{member.first_name}'s")


def seen(client: APIClient, session: VideoSession) -> tuple[Any, Any]:
    detail = client.get(at(session)).json()
    listed = client.get(SESSIONS).json()["results"][0]
    assert (listed["scores"], listed["notes"]) == (detail["scores"], detail["notes"])
    return detail["scores"], detail["notes"]


def test_scores_are_the_callers_own_until_submitted_then_the_mean(
    api: Api, live: VideoSession, alice: Member, bob: Member
) -> None:
    score(live, bob, 5)
    assert seen(api(alice), live) == ({}, "")
    score(live, alice, 2, submitted=False)
    assert seen(api(alice), live) == ({"technical": 2}, "Alice's")
    assert seen(api(bob), live) == (NOT_ASSESSED | {"technical": 5}, "Bob's")
    score(live, alice, 2)
    for client, own in ((api(alice), "Alice's"), (api(bob), "Bob's")):
        assert seen(client, live) == ({"technical": 3.5}, own)
    score(live, alice, 3)
    assert seen(api(bob), live) == ({"technical": 4}, "Bob's"), "whole where it is whole"


def test_others_cards_are_shown_only_after_submitting_an_own_card(
    api: Api, live: VideoSession, alice: Member, bob: Member
) -> None:
    score(live, bob, 5)
    before = api(alice).get(at(live, "scorecard/")).json()
    assert (before["own"], before["others"], before["summary"]) == (None, [], {})
    assert (before["submitted"], before["hidden"]) == (1, 1)
    after = api(alice).post(at(live, "scorecard/submit/"), whole(technical=2)).json()
    assert after["own"]["recommendation"] == "yes"
    assert [card["member"]["name"] for card in after["others"]] == ["Bob Acme"]
    assert after["summary"] == {"technical": {"mean": 3.5, "spread": [2, 5], "n": 2}}
    assert after["hidden"] == 0


def test_a_reader_who_may_reveal_sees_the_cards_when_nobody_owes_one(
    api: Api, live: VideoSession, alice: Member, bob: Member, adam: Member
) -> None:
    score(live, bob, 5)
    assert seen(api(adam), live) == ({}, "")
    score(live, alice, 3)
    assert seen(api(adam), live) == ({"technical": 4}, "")


def test_where_the_company_chose_open_scores_everybody_sees_them(
    api: Api, acme: Tenant, live: VideoSession, alice: Member, bob: Member
) -> None:
    Tenant.objects.update(scores=Tenant.Scores.OPEN)
    score(live, bob, 5, submitted=False)
    assert api(alice).get(at(live, "scorecard/")).json()["others"][0]["scores"] == {"technical": 5}


def test_interview_data_is_merged_into_the_callers_own_card(
    api: Api, live: VideoSession, alice: Member, bob: Member
) -> None:
    client = api(alice)
    body = {
        "session_id": str(live.pk),
        "scores": {"problemSolving": 4, "Team work": None},
        "tags": ["Strong", "Strong "],
    }
    shown = client.post(f"{SESSIONS}update_interview_data/", body).json()
    assert (shown["scores"], shown["tags"]) == ({"problemSolving": 4, "Team work": None}, ["Strong"])
    shown = client.put(at(live), {"scores": {"technical": 5}}).json()
    assert shown["scores"] == {"problemSolving": 4, "Team work": None, "technical": 5}
    assert seen(api(bob), live) == ({}, "")


GUEST_READS = [
    ("get", "{id}/", None),
    ("get", "{id}/lobby/", None),
    ("post", "join/", {}),
    ("post", "toggle_mute/", {}),
    ("post", "toggle_camera/", {}),
    ("post", "{id}/consent/", {"granted": True}),
    ("post", "{id}/ticket/", {}),
    ("post", "leave/", {}),
]


@pytest.mark.parametrize(("method", "path", "body"), GUEST_READS, ids=str)
def test_a_candidate_never_receives_scores_notes_or_tags(
    api: Api, live: VideoSession, alice: Member, bob: Member, carol: Participant, method: str, path: str, body: Any
) -> None:
    score(live, bob, 5)
    sessions.set_tags(live.pk, alice.as_actor(), tags=["Secret tag"])
    chat.add_note(live.pk, alice.as_actor(), text="Secret note")
    named = None if body is None else {"session_id": str(live.pk)} | body
    answer = getattr(api(carol), method)(SESSIONS + path.format(id=live.pk), *([] if named is None else [named]))
    assert answer.status_code == 200
    assert not [key for key in _keys(answer.json()) if key.startswith(("score", "note", "tag", "recording"))]
    for secret in ("Secret", "Bob's", "bob@acme.example", "alice@acme.example"):
        assert secret not in answer.content.decode()


def _keys(body: Any) -> list[str]:
    match body:
        case dict():
            return [*body, *(key for value in body.values() for key in _keys(value))]
        case list():
            return [key for value in body for key in _keys(value)]
    return []


# -- lists -------------------------------------------------------------------------------------------------------------
@pytest.fixture
def many(alice: Member, bob: Member) -> Callable[[int], None]:
    def create(count: int) -> None:
        for _ in range(count):
            session = sessions.create(alice.as_actor(), panel=[bob], candidate_email="carol@home.example")
            score(session, alice, 3)
            score(session, bob, 4)

    return create


def test_a_longer_list_costs_no_more_queries(api: Api, many: Callable[[int], None], alice: Member) -> None:
    client = api(alice)
    counts = []
    for more in (2, 6):
        many(more)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(SESSIONS).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10


def test_lists_are_paged(api: Api, many: Callable[[int], None], alice: Member) -> None:
    many(3)
    page = api(alice).get(SESSIONS, {"page_size": 2}).json()
    assert (page["count"], len(page["results"]), page["previous"]) == (3, 2, None)
    assert "page=2" in page["next"]
    answer = api(alice).get(SESSIONS, {"page": 9})
    assert (answer.status_code, answer.json()) == (404, {"detail": "Invalid page."})


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, 2),
        ({"status": "live"}, 1),
        ({"status": "scheduled"}, 1),
        ({"status": "ended"}, 0),
        ({"is_active": "true"}, 2),
        ({"is_active": "false"}, 0),
        ({"search": "BACKEND"}, 1),
        ({"search": "carol@"}, 1),
        ({"search": "carol@ BACKEND"}, 1),
        ({"search": "carol@ frontend"}, 0),
        ({"job_application_id": "JA-20251115-0001"}, 1),
        ({"starts_after": "2027-01-01T00:00:00Z"}, 1),
        ({"starts_before": "2027-01-01T00:00:00Z"}, 0),
    ],
    ids=str,
)
def test_lists_are_filtered(api: Api, live: VideoSession, alice: Member, query: dict[str, str], found: int) -> None:
    api(alice).post(SESSIONS, {"job_application_id": "JA-20251115-0001", "starts_at": "2027-02-01T09:00:00Z"})
    assert api(alice).get(SESSIONS, query).json()["count"] == found


@pytest.mark.parametrize("query", [{"status": "asleep"}, {"starts_after": "tomorrow"}], ids=str)
def test_an_invalid_filter_is_refused_by_name(api: Api, alice: Member, query: dict[str, str]) -> None:
    answer = api(alice).get(SESSIONS, query)
    assert (answer.status_code, list(answer.json())) == (400, list(query))


def test_colleagues_are_found_by_name(api: Api, alice: Member, bob: Member, vera: Member) -> None:
    answer = api(alice).get("/api/talent-engine/members/", {"search": "acme bo"}).json()
    assert answer["results"] == [
        {
            "id": bob.external_id,
            "name": "Bob Acme",
            "email": "bob@acme.example",
            "job_role": "interviewer",
            "role": "interviewer",
        }
    ]


def test_a_search_counts_every_word_and_refuses_what_is_too_long(api: Api, alice: Member, bob: Member) -> None:
    members = "/api/talent-engine/members/"
    assert api(alice).get(members, {"search": "acme bob a c m e"}).json()["count"] == 1
    assert api(alice).get(members, {"search": "acme bob a c m nobody"}).json()["count"] == 0
    for path in (members, "/api/talent-engine/video-sessions/"):
        assert api(alice).get(path, {"search": "a" * 200}).status_code == 200
        refused = api(alice).get(path, {"search": "a" * 201})
        assert (refused.status_code, list(refused.json())) == (400, ["search"])
