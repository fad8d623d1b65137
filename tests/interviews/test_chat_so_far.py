"""The chat so far: newcomers read what was written before; guests read only their own part of the waiting room."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from core.models import Member
from interviews.models import Participant, VideoSession
from interviews.people import chat
from interviews.people import verbs as participants
from interviews.room import presence
from interviews.sessions import verbs as sessions
from tests.cast import as_guest

Api = Callable[..., APIClient]


@pytest.fixture
def dave(interview: VideoSession) -> Participant:
    """Another guest."""
    return interview.participants.create(
        tenant=interview.tenant, email="dave@home.example", first_name="Dave", role="guest", by_link=True
    )


@pytest.fixture
def talk(interview: VideoSession, alice: Member, bob: Member, carol: Participant, dave: Participant) -> VideoSession:
    """Carol and dave write in the waiting room before anybody is there; she goes, the others come in."""
    pk, host = interview.pk, alice.as_actor()
    for guest in (carol, dave):
        participants.enter(pk, as_guest(guest))
        chat.send(pk, as_guest(guest), text=f"{guest.first_name} is here")
    participants.leave(pk, as_guest(carol))
    participants.enter(pk, host)
    participants.enter(pk, bob.as_actor())
    chat.send(pk, as_guest(dave), text="Before carol")
    chat.send(pk, bob.as_actor(), text="Among us", channel="staff")
    return interview


ALL = [
    ("lobby", "Carol", "Carol is here"),
    ("lobby", "Dave", "Dave is here"),
    ("room", "Dave", "Before carol"),
    ("staff", "Bob Acme", "Among us"),
]


def path(session: VideoSession) -> str:
    return f"/api/talent-engine/video-sessions/{session.pk}/chat/"


def found(client: APIClient, session: VideoSession, **window: Any) -> list[tuple[str, str, str]]:
    answer = client.get(path(session), window)
    assert answer.status_code == 200, answer.content
    return [(line["channel"], line["name"], line["text"]) for line in answer.json()["results"]]


@pytest.mark.parametrize("who", ["alice", "bob", "vera"])
def test_staff_read_the_whole_chat_in_order_with_the_waiting_room(
    request: pytest.FixtureRequest, api: Api, talk: VideoSession, who: str
) -> None:
    assert found(api(request.getfixturevalue(who)), talk) == ALL


def test_a_guest_reads_messages_from_before_they_came_and_while_they_were_away(
    api: Api, talk: VideoSession, alice: Member, carol: Participant
) -> None:
    hers, written = ALL[:1], [("room", "Dave", "Before carol")]
    assert found(api(carol), talk) == hers, "before the door, what is said inside is not for her"
    participants.enter(talk.pk, as_guest(carol))
    assert found(api(carol), talk) == hers + written
    place = presence.connect(talk.pk, as_guest(carol), hub=uuid4(), tab=uuid4())
    presence.disconnect(talk.pk, None, participant_id=carol.pk, generation=place.generation)
    chat.send(talk.pk, alice.as_actor(), text="Are you there?")
    assert found(api(carol), talk) == [*hers, *written, ("room", "Alice Acme", "Are you there?")]
    participants.leave(talk.pk, as_guest(carol))
    assert found(api(carol), talk) == hers


def test_a_waiting_guest_reads_only_their_own_waiting_room_messages(
    api: Api, talk: VideoSession, alice: Member, bob: Member, carol: Participant, dave: Participant
) -> None:
    sessions.lock(talk.pk, alice.as_actor(), locked=True)
    participants.enter(talk.pk, as_guest(carol))
    chat.send(talk.pk, bob.as_actor(), text="Two minutes", channel="lobby", to=carol.pk)
    answer = ("lobby", "Bob Acme", "Two minutes")
    assert found(api(carol), talk) == [ALL[0], answer]
    assert found(api(dave), talk) == [ALL[1], ALL[2]]
    assert found(api(alice), talk) == [*ALL, answer]


def test_a_message_discloses_no_number_of_the_staff_stream(api: Api, talk: VideoSession, carol: Participant) -> None:
    lines = api(carol).get(path(talk)).json()["results"]
    assert {frozenset(line) for line in lines} == {frozenset(["id", "at", "by", "channel", "name", "text", "to"])}
    assert lines[0]["to"] == str(carol.pk)


def test_the_chat_is_paged_by_the_id_of_the_last_message(api: Api, talk: VideoSession, alice: Member) -> None:
    first = api(alice).get(path(talk), {"limit": 3}).json()
    assert first["next"] == first["results"][-1]["id"]
    assert found(api(alice), talk, after=first["next"]) == ALL[3:]
    assert api(alice).get(path(talk), {"limit": 5}).json()["next"] is None
    assert found(api(alice), talk, after=str(uuid4())) == ALL, "an unknown line is no reason to hide the others"


@pytest.mark.parametrize("window", [{"after": "1"}, {"limit": 0}, {"limit": 1001}])
def test_an_invalid_window_of_the_chat_is_refused(
    api: Api, talk: VideoSession, alice: Member, window: dict[str, Any]
) -> None:
    assert api(alice).get(path(talk), window).status_code == 400


def test_a_removed_guest_a_guest_of_another_interview_and_another_company_read_nothing(
    api: Api, talk: VideoSession, alice: Member, carol: Participant, mallory: Member
) -> None:
    other = sessions.create(alice.as_actor())
    stranger = other.participants.create(tenant=other.tenant, email="x@home.example", role="candidate", by_link=True)
    assert [api(who).get(path(talk)).status_code for who in (mallory, stranger, None)] == [404, 404, 401]
    participants.enter(talk.pk, as_guest(carol))
    participants.remove(talk.pk, alice.as_actor(), participant=carol.pk)
    refused = api(carol).get(path(talk))
    assert (refused.status_code, refused["X-Error-Code"]) == (403, "removed")
