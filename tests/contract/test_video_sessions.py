"""The document's headings about interviews."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.contract.conftest import People
from tests.contract.document import answered, assert_echoed, assert_like, heading

CREATE = heading("Create Video Session")
JOINED = heading("Join Video Session").response


@pytest.fixture
def session(user: People) -> dict[str, Any]:
    """The document's interview, made by user 1."""
    return dict(user("1").post(CREATE.path, CREATE.body).json())


def as_written(name: str, session: dict[str, Any], which: str = "default") -> tuple[str, Any]:
    """Path and body of a heading, with the real id in place of the example's."""
    example = heading(name)
    body = example.requests.get(which) or example.body
    named = body | {"session_id": session["id"]} if "session_id" in (body or {}) else body
    return example.path.replace("uuid-session-123", session["id"]), named


def test_a_created_session_echoes_its_fields_and_is_active(user: People) -> None:
    got = answered(user("1").post(CREATE.path, CREATE.body), status=201, like=CREATE.response)
    assert_echoed(got, CREATE.body)
    assert got["tenant_id"] == CREATE.response["tenant_id"]
    assert got["is_active"] is True
    assert got["ended_at"] is got["recording_url"] is None


def test_a_session_without_a_meeting_id_gets_one(user: People) -> None:
    answer = user("1").post(CREATE.path, {"job_application_id": "JA-20251115-0001"})
    assert answer.json()["meeting_id"].startswith("meet_")
    assert (answer.json()["scores"], answer.json()["notes"], answer.json()["tags"]) == ({}, "", [])


def test_a_meeting_id_that_is_taken_is_refused(user: People, session: dict[str, Any]) -> None:
    answer = user("1").post(CREATE.path, CREATE.body)
    assert (answer.status_code, list(answer.json())) == (400, ["meeting_id"])


def test_the_list_shows_the_newest_session_first(user: People, session: dict[str, Any]) -> None:
    example = heading("List Video Sessions")
    answer = user("1").get(example.path)
    assert answer.status_code == 200
    newest = answer.json() | {"results": answer.json()["results"][:1]}
    assert_like(newest, example.response)
    assert newest["results"] == [session]
    assert session["participants"] == [], "nobody has joined yet"


def test_the_detail_shows_the_participants_and_the_live_state(user: People, session: dict[str, Any]) -> None:
    path, _ = as_written("Get Video Session Details", session)
    user("1").post(heading("Join Video Session").path, {"session_id": session["id"]})
    got = answered(user("1").get(path), like=session | {"status": "live"})
    assert_like(got["participants"], [JOINED])


@pytest.mark.parametrize("method", ["put", "patch"])
def test_a_changed_session_echoes_the_change(user: People, session: dict[str, Any], method: str) -> None:
    path, body = as_written("Update Video Session", session)
    got = answered(getattr(user("1"), method)(path, body), like=CREATE.response)
    assert_echoed(got, body)


def test_staff_join_as_themselves(user: People, session: dict[str, Any]) -> None:
    path, _ = as_written("Join Video Session", session)
    got = answered(user("1").post(path, {"session_id": session["id"]}), like=JOINED)
    assert {key: got[key] for key in ("user_id", "username", "first_name", "last_name", "candidate_email")} == {
        key: JOINED[key] for key in ("user_id", "username", "first_name", "last_name", "candidate_email")
    }


def test_a_candidate_who_joins_by_email_waits_in_the_lobby(anyone: APIClient, session: dict[str, Any]) -> None:
    path, _ = as_written("Join Video Session", session)
    answer = anyone.post(path, {"session_id": session["id"], "email": "candidate@example.com"})
    assert answer.status_code == 200
    assert JOINED.keys() <= answer.json().keys()
    got = {key: answer.json()[key] for key in ("user_id", "candidate_email", "joined_at", "state")}
    assert got == {"user_id": None, "candidate_email": "candidate@example.com", "joined_at": None, "state": "waiting"}


def test_leaving_answers_in_the_documents_words(user: People, session: dict[str, Any]) -> None:
    user("1").post(heading("Join Video Session").path, {"session_id": session["id"]})
    path, body = as_written("Leave Video Session", session)
    answer = user("1").post(path, body)
    assert (answer.status_code, answer.json()) == (200, heading("Leave Video Session").response)


@pytest.mark.parametrize(
    ("name", "shown"), [("Toggle Mute", {"is_muted": True}), ("Toggle Camera", {"is_camera_on": False})]
)
def test_a_toggle_answers_with_the_participants_new_state(
    user: People, session: dict[str, Any], name: str, shown: dict[str, bool]
) -> None:
    user("1").post(heading("Join Video Session").path, {"session_id": session["id"]})
    path, body = as_written(name, session)
    got = answered(user("1").post(path, body), like=JOINED)
    assert_echoed(got, shown)


def test_interview_data_is_echoed(user: People, session: dict[str, Any]) -> None:
    path, body = as_written("Update Interview Data", session)
    got = answered(user("1").post(path, body), like=CREATE.response)
    assert_echoed(got, {key: value for key, value in body.items() if key != "session_id"})


def test_starting_a_recording_twice_answers_with_the_same_url(user: People, session: dict[str, Any]) -> None:
    """Staff must be in the room and everybody there must consent. Our URL stays valid; the example's was the store's."""
    example = heading("Start Recording")
    user("1").post(heading("Join Video Session").path, {"session_id": session["id"]})
    user("1").post(f"{CREATE.path}{session['id']}/consent/", {"granted": True})
    path, body = as_written(example.name, session)
    answers = [user("1").post(path, body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert_like(answers[0].json(), example.response)
    assert answers[0].json() == answers[1].json()
    assert session["id"] in answers[0].json()["recording_url"]
