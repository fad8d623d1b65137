"""Tickets over REST: bound to their origin, or refused with the reason."""

from collections.abc import Callable

import pytest
from django.test import Client
from rest_framework.test import APIClient

from core import health
from core.errors import Unauthenticated
from core.models import Member
from interviews.models import Participant, Ticket, VideoSession
from interviews.room import tickets
from interviews.sessions import verbs as sessions

Api = Callable[..., APIClient]
HERE = "http://testserver"


@pytest.fixture
def path(interview: VideoSession) -> str:
    return f"/api/talent-engine/video-sessions/{interview.pk}/ticket/"


def test_a_ticket_opens_one_socket_from_its_origin(api: Api, interview: VideoSession, alice: Member, path: str) -> None:
    answer = api(alice).post(path, headers={"Origin": HERE})
    assert answer.status_code == 200
    assert answer.json()["url"] == f"ws://testserver/ws/video-sessions/{interview.pk}/"
    assert answer.json()["expires_in"] == 30
    assert answer["Cache-Control"] == "no-store"
    assert tickets.redeem(answer.json()["ticket"], session_id=interview.pk, origin=HERE).id == alice.external_id
    with pytest.raises(Unauthenticated):
        tickets.redeem(answer.json()["ticket"], session_id=interview.pk, origin=HERE)


def test_logging_out_spends_the_tickets_of_that_member(
    api: Api, client: Client, interview: VideoSession, alice: Member, path: str
) -> None:
    ticket = api(alice).post(path, headers={"Origin": HERE}).json()["ticket"]
    client.force_login(alice)
    client.post("/logout/")
    with pytest.raises(Unauthenticated):
        tickets.redeem(ticket, session_id=interview.pk, origin=HERE)
    alice.refresh_from_db()
    again = api(alice).post(path, headers={"Origin": HERE}).json()["ticket"]
    assert tickets.redeem(again, session_id=interview.pk, origin=HERE).id == alice.external_id


def test_a_guest_gets_a_ticket(api: Api, interview: VideoSession, carol: Participant, path: str) -> None:
    ticket = api(carol).post(path, headers={"Origin": HERE}).json()["ticket"]
    assert tickets.redeem(ticket, session_id=interview.pk, origin=HERE).guest_id == carol.pk


def test_a_program_without_origin_opens_its_socket_without_one(
    api: Api, interview: VideoSession, alice: Member, path: str
) -> None:
    ticket = api(alice).post(path).json()["ticket"]
    with pytest.raises(Unauthenticated):
        tickets.redeem(ticket, session_id=interview.pk, origin=HERE)


def test_a_browser_without_an_origin_gets_no_ticket(api: Api, alice: Member, path: str) -> None:
    answer = api(alice).post(path, headers={"Sec-Fetch-Mode": "cors"})
    assert (answer.status_code, answer["X-Error-Code"]) == (400, "origin_required")


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://testserver.evil.example", "null", "http://testserver:81"]
)
def test_a_page_of_another_origin_gets_no_ticket(api: Api, alice: Member, path: str, origin: str) -> None:
    answer = api(alice).post(path, headers={"Origin": origin})
    assert (answer.status_code, answer["X-Error-Code"]) == (403, "origin_refused")
    assert not Ticket.objects.exists()


def test_a_draining_server_gives_no_ticket(api: Api, alice: Member, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_draining", False)  # and back to this afterwards
    health.drain()
    answer = api(alice).post(path, headers={"Origin": HERE})
    assert (answer.status_code, answer["X-Error-Code"], answer["Retry-After"]) == (503, "unavailable", "1")
    assert not Ticket.objects.exists()


def test_an_ended_interview_gives_no_ticket_but_the_reason(
    api: Api, interview: VideoSession, alice: Member, path: str
) -> None:
    sessions.end(interview.pk, alice.as_actor())
    answer = api(alice).post(path, headers={"Origin": HERE})
    assert (answer.status_code, answer["X-Error-Code"]) == (409, "session_ended")
