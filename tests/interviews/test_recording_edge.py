"""Recordings over REST: what the store refuses, and who may watch a recording."""

from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client as Browser

from core import storage
from core.models import AuditEntry, Member
from core.tokens import GuestToken
from interviews.models import Participant, Recording, VideoSession
from interviews.recordings import verbs
from tests.interviews.conftest import Client
from tests.interviews.films import Recorder, cut, fetch, film, now, put
from tests.jobs import work_off

API = "/api/talent-engine/video-sessions"
BODY = b"a chunk of film"


@pytest.fixture
def shown(recorder: Recorder, alice: Member) -> Recording:
    """A finished recording of three seconds."""
    recorder.store_all(cut(film(3), 3))
    verbs.stop(recorder.session.pk, alice.as_actor())
    work_off()
    return now(recorder.recording_id)


def as_guest(client: Any, person: Participant) -> Any:
    token = GuestToken.of(
        guest_id=person.pk, tenant_id=person.tenant_id, name="Carol", email=person.email, lifetime=GuestToken.lifetime
    )
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def test_starting_returns_a_permanent_url(meeting: VideoSession, alice: Member, api: Client) -> None:
    body = {"session_id": str(meeting.pk)}
    first = api(alice).post(f"{API}/start_recording/", body, format="json")
    assert first.status_code == 200
    assert first.json()["recording_url"] == f"{settings.BASE_URL}{API}/{meeting.pk}/recording.webm"
    again = api(alice).post(f"{API}/start_recording/", body, format="json")
    assert again.json() == first.json()


def test_starting_without_consent_is_refused_with_the_reason(
    interview: VideoSession, alice: Member, carol: Participant, api: Client
) -> None:
    api(alice).post(f"{API}/join/", {"session_id": str(interview.pk)}, format="json")
    as_guest(api(None), carol).post(f"{API}/join/", {"session_id": str(interview.pk)}, format="json")
    answer = api(alice).post(f"{API}/start_recording/", {"session_id": str(interview.pk)}, format="json")
    assert (answer.status_code, answer["X-Error-Code"]) == (409, "consent_required")


def test_stopping_works_by_path_and_by_body(recorder: Recorder) -> None:
    answer = recorder.client.post(f"{API}/{recorder.session.pk}/stop_recording/", {}, format="json")
    assert answer.json() == {"recording_id": str(recorder.recording_id), "state": "finalizing"}
    again = recorder.client.post(f"{API}/stop_recording/", {"session_id": str(recorder.session.pk)}, format="json")
    assert again.json() == answer.json()


def test_stopping_without_a_recording_is_not_found(meeting: VideoSession, alice: Member, api: Client) -> None:
    assert api(alice).post(f"{API}/{meeting.pk}/stop_recording/", {}, format="json").status_code == 404


def test_the_store_takes_exactly_what_was_announced(recorder: Recorder) -> None:
    signed = recorder.sign(0, BODY)
    assert put(signed, b"b chunk of film") == 400, "other bytes"
    assert put(signed, BODY + b"!") == 403, "another length"
    assert put(signed, BODY, **{"content-type": "text/html"}) == 403, "another type"
    assert put(signed, BODY) == 200
    assert put(signed, BODY) == 412, "it is there already"


def test_a_signature_cannot_be_moved_to_another_key(recorder: Recorder) -> None:
    signed = recorder.sign(0, BODY)
    for moved in (signed["url"].replace("/00000000?", "/00000001?"), signed["url"].replace("/t/", "/u/")):
        assert moved != signed["url"]
        assert put(signed | {"url": moved}, BODY) == 403


def test_the_key_of_a_chunk_is_the_servers_choice(recorder: Recorder) -> None:
    recorder.store(7, BODY)
    stored = list(storage.listed(f"t/{recorder.session.tenant_id}/"))
    assert [entry.key for entry in stored] == [
        f"t/{recorder.session.tenant_id}/s/{recorder.session.pk}/r/{recorder.recording_id}/raw/composed/0000/00000007"
    ]


def test_presigning_again_gives_the_same_key(recorder: Recorder) -> None:
    first, again = recorder.sign(0, BODY), recorder.sign(0, BODY)
    assert urlsplit(first["url"]).path == urlsplit(again["url"]).path
    assert first["headers"] == again["headers"]
    assert now(recorder.recording_id).chunks.count() == 1


def test_other_bytes_under_the_same_number_are_refused(recorder: Recorder) -> None:
    recorder.sign(0, BODY)
    answer = recorder.ask(recorder.described(0, b"another beginning"))
    assert (answer.status_code, answer["X-Error-Code"]) == (409, "chunk_conflict")


def test_an_ended_segment_takes_no_more_chunks(recorder: Recorder) -> None:
    recorder.sign(0, BODY, last=True)
    assert recorder.ask(recorder.described(1, BODY)).status_code == 409
    assert recorder.ask(recorder.described(0, BODY)).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"seq": 40}, "seq"),
        ({"seq": -1}, "seq"),
        ({"segment": 3}, "segment"),
        ({"size": 0}, "size"),
        ({"size": 2 * 1024 * 1024 + 1}, "size"),
        ({"sha256": "XYZ"}, "sha256"),
        ({"track": "../../other"}, "track"),
        ({"mime": "x" * 65}, "mime"),
    ],
)
def test_a_chunk_outside_the_limits_is_refused_by_name(recorder: Recorder, wrong: dict[str, Any], field: str) -> None:
    answer = recorder.ask(recorder.described(0, BODY) | wrong)
    assert answer.status_code == 400
    assert field in answer.content.decode()


@pytest.mark.parametrize("body", [{}, "text", [1], [[]], [{}], [{"track": "composed"}]])
def test_a_body_that_is_no_list_of_chunks_is_refused(recorder: Recorder, body: Any) -> None:
    assert recorder.client.post(recorder.url, body, format="json").status_code == 400


def test_more_than_a_window_at_once_is_refused(recorder: Recorder) -> None:
    assert recorder.ask(*(recorder.described(seq, BODY) for seq in range(33))).status_code == 400
    assert recorder.ask(*(recorder.described(seq, BODY) for seq in range(32))).status_code == 200


def test_only_the_panel_of_this_interview_records(
    recorder: Recorder, api: Client, vera: Member, mallory: Member, carol: Participant
) -> None:
    piece = [recorder.described(0, BODY)]
    assert api(None).post(recorder.url, piece, format="json").status_code == 401
    assert api(mallory).post(recorder.url, piece, format="json").status_code == 404
    assert api(vera).post(recorder.url, piece, format="json").status_code == 403
    assert as_guest(api(None), carol).post(recorder.url, piece, format="json").status_code == 403


def test_a_recording_is_found_only_below_its_own_interview(recorder: Recorder, api: Client, alice: Member) -> None:
    elsewhere = recorder.url.replace(str(recorder.recording_id), str(uuid4()))
    assert api(alice).post(elsewhere, [], format="json").status_code == 404


def test_a_recording_is_played_from_the_store_and_every_view_is_audited(
    shown: Recording, vera: Member, api: Client
) -> None:
    for url in (
        f"{API}/{shown.session_id}/recording.webm",
        f"{API}/{shown.session_id}/recordings/{shown.pk}/media.webm",
    ):
        answer = api(vera).get(url)
        assert answer.status_code == 302
        assert answer["Cache-Control"] == "no-store"
        assert fetch(answer["Location"])[1] == storage.read(shown.master_key)
    views = AuditEntry.objects.filter(action="recording.viewed", subject=str(shown.pk))
    assert [view.actor for view in views] == [vera.as_actor().pk] * 2


def test_a_presigned_url_expires_after_a_minute(shown: Recording, vera: Member, api: Client) -> None:
    address = api(vera).get(f"{API}/{shown.session_id}/recording.webm?ttl=page")["Location"]
    assert parse_qs(urlsplit(address).query)["X-Amz-Expires"] == [str(settings.MEDIA_URL_TTL)]


def test_a_pages_player_gets_a_url_that_outlives_the_recording(shown: Recording, vera: Member) -> None:
    browser = Browser()
    browser.force_login(vera)
    address = browser.get(f"{API}/{shown.session_id}/recording.webm?ttl=page")["Location"]
    assert parse_qs(urlsplit(address).query)["X-Amz-Expires"] == [str(3 + 15 * 60)]


def test_a_head_request_is_not_audited_as_a_view(shown: Recording, vera: Member, api: Client) -> None:
    answer = api(vera).head(f"{API}/{shown.session_id}/recording.webm")
    assert answer.status_code == 302
    assert not AuditEntry.objects.filter(action="recording.viewed").exists()


def test_candidates_and_other_companies_see_no_recording(
    shown: Recording, carol: Participant, mallory: Member, api: Client
) -> None:
    one = f"{API}/{shown.session_id}/recordings/{shown.pk}"
    for url in (f"{API}/{shown.session_id}/recording.webm", f"{one}/media.webm", f"{one}/poster.jpg"):
        assert api(None).get(url).status_code == 401
        assert as_guest(api(None), carol).get(url).status_code == 403
        assert api(mallory).get(url).status_code == 404


def test_a_recording_without_a_file_is_not_found(recorder: Recorder) -> None:
    assert recorder.client.get(f"{API}/{recorder.session.pk}/recording.webm").status_code == 404


def test_the_list_holds_everything_a_player_needs(shown: Recording, alice: Member, api: Client) -> None:
    (listed,) = api(alice).get(f"{API}/{shown.session_id}/recordings/").json()
    assert listed["state"] == "ready"
    assert listed["duration_ms"] == shown.duration_ms
    assert listed["gaps"] == []
    assert len(listed["peaks"]) == 30
    assert [part["at_ms"] for part in listed["parts"]] == [0]
    for name, kind in (("media_url", "video/webm"), ("poster_url", "image/jpeg")):
        status, _, headers = fetch(api(alice).get(listed[name])["Location"])
        assert (status, headers["Content-Type"]) == (200, kind)
