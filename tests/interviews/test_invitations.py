"""Personal links: who is sent one, what it opens, and when it stops working."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.utils import timezone
from rest_framework.test import APIClient

from core import links
from core.errors import Conflict, Forbidden, Gone, NotFound
from core.models import Member
from core.notices import Notice, NoticeListener
from core.throttles import RedeemAttempts
from interviews.invitations import verbs as invitations
from interviews.invitations.throttles import Knock
from interviews.models import Invitation, Participant, VideoSession
from interviews.people import verbs as participants
from interviews.people.verbs import Lobby, Presence
from interviews.sessions import verbs as sessions
from tests.cast import as_guest

Api = Callable[..., APIClient]
CAROL = "carol@home.example"
BASE = "/api/talent-engine/"


@pytest.fixture
def invited(interview: VideoSession, alice: Member) -> tuple[Invitation, str]:
    return invitations.invite(interview.pk, alice.as_actor(), name="Carol Danvers", email=CAROL)


def secret_of(link: str) -> str:
    return link.partition("#")[2]


def opened(invited: tuple[Invitation, str]) -> Participant:
    return invitations.redeem(invited[0].pk, secret_of(invited[1])).participant


def redeem(client: APIClient, invitation_id: UUID, secret: Any) -> Any:
    return client.post(f"{BASE}invitations/{invitation_id}/redeem/", {"secret": secret})


def expire(session: VideoSession, *, ago: timedelta = timedelta(seconds=1)) -> None:
    session.invitations.update(expires_at=timezone.now() - ago)


# -- giving ------------------------------------------------------------------------------------------------------------
def test_the_database_holds_the_digest_only(invited: tuple[Invitation, str]) -> None:
    invitation, link = invited
    assert link.startswith(f"http://testserver/join/{invitation.pk}#")
    assert invitation.digest == links.digest(secret_of(link))
    assert secret_of(link) not in str(list(Invitation.objects.across_tenants().values()))


def test_the_session_s_candidate_comes_as_the_candidate_and_others_as_guests(
    interview: VideoSession, invited: tuple[Invitation, str], alice: Member
) -> None:
    other, _ = invitations.invite(interview.pk, alice.as_actor(), name="Dan", email="dan@home.example")
    assert (invited[0].participant.role, other.participant.role) == ("candidate", "guest")
    assert invited[0].participant.name == "Carol Danvers"


@pytest.mark.parametrize("name", ["D" * 120, "Dan " + "D" * 116, "D" * 110 + " Danvers"])
def test_a_name_is_kept_whole_however_long_its_words(
    api: Api, interview: VideoSession, alice: Member, name: str
) -> None:
    path = f"{BASE}video-sessions/{interview.pk}/invitations/"
    shown = api(alice).post(path, {"name": name, "email": "dan@home.example"}).json()["participant"]
    assert f"{shown['first_name']} {shown['last_name']}".strip() == name
    assert api(alice).post(path, {"name": name + "D" * 120, "email": "eve@home.example"}).status_code == 400


def test_the_first_person_invited_becomes_the_candidate_when_none_was_named(alice: Member) -> None:
    session = sessions.create(alice.as_actor())
    invitation, _ = invitations.invite(session.pk, alice.as_actor(), name="Dan", email="dan@home.example")
    session.refresh_from_db()
    assert (invitation.participant.role, session.candidate_email) == ("candidate", "dan@home.example")


def test_one_person_is_one_participant_however_often_invited(
    interview: VideoSession, invited: tuple[Invitation, str], alice: Member
) -> None:
    again, link = invitations.invite(interview.pk, alice.as_actor(), name="", email=CAROL.upper())
    assert again.participant == invited[0].participant
    assert link != invited[1]
    assert opened(invited) == opened((again, link))


@pytest.mark.parametrize(
    ("ends_at", "expires_at"),
    [
        (datetime(2031, 1, 1, 12, tzinfo=UTC), datetime(2031, 1, 1, 12, 30, tzinfo=UTC)),
        (None, timezone.now() + timedelta(days=7)),
        (timezone.now() - timedelta(days=1), timezone.now() + timedelta(minutes=30)),
    ],
    ids=["planned", "unplanned", "overdue"],
)
def test_a_link_lives_until_half_an_hour_after_the_end(
    alice: Member, ends_at: datetime | None, expires_at: datetime
) -> None:
    starts_at = ends_at and ends_at - timedelta(hours=1)
    session = sessions.create(alice.as_actor(), starts_at=starts_at, ends_at=ends_at)
    invitation, _ = invitations.invite(session.pk, alice.as_actor(), name="", email=CAROL)
    assert abs(invitation.expires_at - expires_at) < timedelta(minutes=10)


def test_observers_invite_nobody(interview: VideoSession, vera: Member) -> None:
    with pytest.raises(Forbidden):
        invitations.invite(interview.pk, vera.as_actor(), name="", email=CAROL)


# -- opening -----------------------------------------------------------------------------------------------------------
def test_a_link_opens_as_often_as_its_holder_wants(
    api: Api, interview: VideoSession, invited: tuple[Invitation, str]
) -> None:
    for times in (1, 2):
        answer = redeem(api(), invited[0].pk, secret_of(invited[1]))
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"
        invited[0].refresh_from_db()
        assert invited[0].redemptions == times
    shown = answer.json()
    assert shown["session"]["id"] == str(interview.pk)
    assert (shown["session"]["company"], shown["session"]["host"]) == ("Acme", "Alice Acme")
    assert shown["participant"]["candidate_email"] == CAROL
    assert shown["consent"]["text"]
    assert shown["consent"]["granted"] is None


def test_the_token_of_a_link_acts_as_its_guest(
    api: Api, interview: VideoSession, invited: tuple[Invitation, str], alice: Member
) -> None:
    token = redeem(api(), invited[0].pk, secret_of(invited[1])).json()["token"]
    carol = APIClient()
    carol.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    participants.enter(interview.pk, alice.as_actor())
    answer = carol.post(f"{BASE}video-sessions/join/", {"session_id": str(interview.pk)})
    assert (answer.status_code, answer.json()["state"], answer.json()["role"]) == (200, "present", "candidate")


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
def test_opening_a_link_by_get_spends_nothing(api: Api, invited: tuple[Invitation, str], method: str) -> None:
    answer = getattr(api(), method)(f"{BASE}invitations/{invited[0].pk}/redeem/")
    assert answer.status_code in (200, 405)
    assert CAROL not in answer.content.decode()
    invited[0].refresh_from_db()
    assert invited[0].redemptions == 0


def test_a_wrong_secret_and_a_wrong_link_look_the_same(api: Api, invited: tuple[Invitation, str]) -> None:
    wrong = redeem(api(), invited[0].pk, "x" * 43)
    absent = redeem(api(), uuid4(), secret_of(invited[1]))
    assert (wrong.status_code, wrong.json()) == (absent.status_code, absent.json()) == (404, {"detail": "Not found."})
    expire(invited[0].session)
    assert redeem(api(), invited[0].pk, "x" * 43).status_code == 404


@pytest.mark.parametrize("secret", [None, "", 7, ["x"], "x" * 201, "\0"])
def test_a_malformed_secret_is_refused(api: Api, invited: tuple[Invitation, str], secret: Any) -> None:
    assert redeem(api(), invited[0].pk, secret).status_code in (400, 404)


def test_redeeming_is_rate_limited(api: Api, invited: tuple[Invitation, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RedeemAttempts, "rate", "3/day", raising=False)
    path = f"{BASE}invitations/{invited[0].pk}/redeem/"
    answers = [api().post(path, {"secret": "x"}, REMOTE_ADDR="192.0.2.7").status_code for _ in range(4)]
    assert answers == [404, 404, 404, 429]


# -- ending ------------------------------------------------------------------------------------------------------------
def test_an_expired_link_of_an_interview_that_has_not_begun_is_gone(
    api: Api, invited: tuple[Invitation, str], alice: Member
) -> None:
    expire(invited[0].session)
    answer = redeem(api(), invited[0].pk, secret_of(invited[1]))
    assert (answer.status_code, answer["X-Error-Code"]) == (410, "gone")
    (shown,) = api(alice).get(f"{BASE}video-sessions/{invited[0].session_id}/invitations/").json()["results"]
    assert not shown["works"]


def test_a_link_of_an_ended_interview_is_gone(
    api: Api, interview: VideoSession, invited: tuple[Invitation, str], alice: Member
) -> None:
    sessions.end(interview.pk, alice.as_actor())
    answer = redeem(api(), invited[0].pk, secret_of(invited[1]))
    assert (answer.status_code, answer["X-Error-Code"]) == (410, "session_ended")


def test_a_link_of_a_cancelled_interview_is_gone_with_the_reason(
    api: Api, interview: VideoSession, invited: tuple[Invitation, str], alice: Member
) -> None:
    sessions.cancel(interview.pk, alice.as_actor())
    answer = redeem(api(), invited[0].pk, secret_of(invited[1]))
    assert (answer.status_code, answer.json()["detail"]) == (410, "This interview was cancelled.")


def test_a_begun_interview_cannot_be_cancelled(interview: VideoSession, alice: Member) -> None:
    participants.enter(interview.pk, alice.as_actor())
    with pytest.raises(Conflict):
        sessions.cancel(interview.pk, alice.as_actor())


def test_revoking_stops_every_link_of_that_person_and_puts_them_out(
    api: Api, interview: VideoSession, invited: tuple[Invitation, str], alice: Member
) -> None:
    again, link = invitations.resend(interview.pk, alice.as_actor(), invitation_id=invited[0].pk)
    carol = opened(invited)
    for by in (alice.as_actor(), as_guest(carol)):
        participants.enter(interview.pk, by)
    invitations.revoke(interview.pk, alice.as_actor(), invitation_id=again.pk)
    carol.refresh_from_db()
    assert (carol.presence, carol.by_link) == (Presence.LEFT, False)
    for invitation_id, secret in ((invited[0].pk, secret_of(invited[1])), (again.pk, secret_of(link))):
        with pytest.raises(Gone):
            invitations.redeem(invitation_id, secret)
    with pytest.raises(Gone):
        participants.enter(interview.pk, as_guest(carol))
    assert api(carol).get(f"{BASE}video-sessions/{interview.pk}/lobby/").status_code == 410
    assert api(carol).post(f"{BASE}video-sessions/{interview.pk}/ticket/").status_code == 410


def test_a_new_link_lets_a_revoked_person_in_again(
    interview: VideoSession, invited: tuple[Invitation, str], alice: Member
) -> None:
    invitations.revoke(interview.pk, alice.as_actor(), invitation_id=invited[0].pk)
    carol = opened(invitations.resend(interview.pk, alice.as_actor(), invitation_id=invited[0].pk))
    assert participants.enter(interview.pk, as_guest(carol)).lobby == Lobby.WAITING
    with pytest.raises(Gone):
        opened(invited)


@pytest.mark.django_db(transaction=True)
async def test_revoking_reaches_the_processes_that_hold_the_sockets(
    interview: VideoSession, invited: tuple[Invitation, str], alice: Member
) -> None:
    received: asyncio.Queue[Notice] = asyncio.Queue()
    listener = NoticeListener(received.put_nowait)
    try:
        await asyncio.wait_for(listener.joined.wait(), 5)
        await sync_to_async(invitations.revoke)(interview.pk, alice.as_actor(), invitation_id=invited[0].pk)
        notice = await asyncio.wait_for(received.get(), 5)
        assert notice == {"type": "access.revoked", "subject": str(invited[0].participant_id)}
    finally:
        await listener.close()
        await sync_to_async(connections.close_all)()


@pytest.fixture
def late(interview: VideoSession, invited: tuple[Invitation, str], alice: Member) -> Participant:
    """Carol, away for a moment from an interview that runs far beyond its planned end."""
    carol = opened(invited)
    for by in (alice.as_actor(), as_guest(carol)):
        participants.enter(interview.pk, by)
    expire(interview, ago=timedelta(days=2))
    assert participants.set_mute(interview.pk, as_guest(carol), muted=True).is_muted
    participants.leave(interview.pk, as_guest(carol))
    carol.refresh_from_db()
    return carol


def test_a_link_works_while_its_interview_runs_however_late(
    api: Api, interview: VideoSession, invited: tuple[Invitation, str], late: Participant, alice: Member
) -> None:
    answer = redeem(api(), invited[0].pk, secret_of(invited[1]))
    assert answer.status_code == 200, "on another device"
    again = APIClient()
    again.credentials(HTTP_AUTHORIZATION=f"Bearer {answer.json()['token']}")
    for carol in (api(late), again):
        assert carol.get(f"{BASE}video-sessions/{interview.pk}/lobby/").status_code == 200, "a reload"
        assert carol.post(f"{BASE}video-sessions/{interview.pk}/ticket/").status_code == 200
    participants.enter(interview.pk, as_guest(late))
    late.refresh_from_db()
    assert late.presence == Presence.PRESENT
    (shown,) = api(alice).get(f"{BASE}video-sessions/{interview.pk}/invitations/").json()["results"]
    assert shown["works"], "and the host's page neither calls it expired nor hides how to revoke it"


def test_a_revoked_link_does_not_work_while_its_interview_runs(
    api: Api, interview: VideoSession, invited: tuple[Invitation, str], late: Participant, alice: Member
) -> None:
    invitations.revoke(interview.pk, alice.as_actor(), invitation_id=invited[0].pk)
    assert redeem(api(), invited[0].pk, secret_of(invited[1])).status_code == 410
    assert api(late).get(f"{BASE}video-sessions/{interview.pk}/lobby/").status_code == 410
    assert api(late).post(f"{BASE}video-sessions/{interview.pk}/ticket/").status_code == 410
    with pytest.raises(Gone):
        participants.enter(interview.pk, as_guest(late))


def test_an_expired_link_stops_working_when_its_interview_ends(
    api: Api, interview: VideoSession, invited: tuple[Invitation, str], late: Participant, alice: Member
) -> None:
    sessions.end(interview.pk, alice.as_actor())
    answer = redeem(api(), invited[0].pk, secret_of(invited[1]))
    assert (answer.status_code, answer["X-Error-Code"]) == (410, "session_ended")
    assert api(late).post(f"{BASE}video-sessions/{interview.pk}/ticket/").status_code == 410


@pytest.mark.parametrize("ago", [timedelta(days=-7), timedelta(0), timedelta(days=2)], ids=["early", "on time", "late"])
def test_the_token_of_a_link_outlives_every_end_the_host_may_set(
    interview: VideoSession, invited: tuple[Invitation, str], alice: Member, ago: timedelta
) -> None:
    participants.enter(interview.pk, alice.as_actor())
    expire(interview, ago=ago)
    token = invitations.redeem(invited[0].pk, secret_of(invited[1])).token
    last = max(timezone.now(), timezone.now() - ago) + timedelta(hours=23)
    assert token["exp"] > last.timestamp()


def test_extending_the_interview_extends_the_links(
    interview: VideoSession, invited: tuple[Invitation, str], alice: Member
) -> None:
    expire(interview)
    participants.enter(interview.pk, alice.as_actor())
    sessions.extend(interview.pk, alice.as_actor(), ends_at=timezone.now() + timedelta(hours=2))
    assert opened(invited).by_link


def test_links_of_other_sessions_are_not_found(
    interview: VideoSession, invited: tuple[Invitation, str], alice: Member, mallory: Member
) -> None:
    other = sessions.create(alice.as_actor())
    for verb in (invitations.resend, invitations.revoke):
        with pytest.raises(NotFound):
            verb(other.pk, alice.as_actor(), invitation_id=invited[0].pk)
        with pytest.raises(NotFound):
            verb(interview.pk, mallory.as_actor(), invitation_id=invited[0].pk)


# -- by e-mail alone ---------------------------------------------------------------------------------------------------
def join_by_email(client: APIClient, session: VideoSession, email: str) -> Any:
    return client.post(f"{BASE}video-sessions/join/", {"session_id": str(session.pk), "email": email})


def test_an_email_alone_reaches_only_the_waiting_room(api: Api, interview: VideoSession, alice: Member) -> None:
    participants.enter(interview.pk, alice.as_actor())
    assert join_by_email(api(), interview, CAROL).json()["state"] == "waiting"
    carol = interview.participants.get(email=CAROL)
    assert (carol.lobby, carol.presence) == (Lobby.WAITING, Presence.NEVER)
    assert interview.invitations.get().participant == carol


def test_known_and_unknown_addresses_get_the_same_answer(api: Api, interview: VideoSession) -> None:
    known, again, unknown = (join_by_email(api(), interview, email) for email in (CAROL, CAROL, "eve@home.example"))
    assert known.json() == again.json(), "repeating it tells nothing either"
    shown = {key: value for key, value in known.json().items() if key not in ("id", "username", "candidate_email")}
    assert shown == {key: unknown.json()[key] for key in shown}
    assert known.json()["id"] != str(interview.participants.get(email=CAROL).pk)
    assert not interview.participants.filter(email="eve@home.example").exists()


def test_an_email_alone_does_not_move_a_guest_who_opened_their_link(
    api: Api, interview: VideoSession, invited: tuple[Invitation, str], alice: Member
) -> None:
    carol = opened(invited)
    participants.enter(interview.pk, alice.as_actor())
    assert join_by_email(api(), interview, CAROL).json()["state"] == "waiting"
    carol.refresh_from_db()
    assert (carol.lobby, carol.presence) == (Lobby.NONE, Presence.NEVER)


def test_a_revoked_person_gets_no_link_by_asking(
    api: Api, interview: VideoSession, invited: tuple[Invitation, str], alice: Member
) -> None:
    invitations.revoke(interview.pk, alice.as_actor(), invitation_id=invited[0].pk)
    assert join_by_email(api(), interview, CAROL).status_code == 200
    assert interview.invitations.count() == 1
    assert interview.participants.get(email=CAROL).lobby == Lobby.NONE


def test_asking_by_email_is_rate_limited_per_address(
    api: Api, interview: VideoSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Knock, "rate", "2/day", raising=False)
    for email in (CAROL, "eve@home.example"):
        assert [join_by_email(api(), interview, email).status_code for _ in range(3)] == [200, 200, 429]
    assert interview.invitations.count() == 2


def test_staff_bring_another_person_to_the_waiting_room(api: Api, interview: VideoSession, alice: Member) -> None:
    answer = join_by_email(api(alice), interview, "dan@home.example")
    shown = {key: answer.json()[key] for key in ("user_id", "candidate_email", "state", "role")}
    assert shown == {"user_id": None, "candidate_email": "dan@home.example", "state": "waiting", "role": "guest"}
    assert interview.invitations.get().participant.email == "dan@home.example"


def test_a_guest_cannot_join_for_another_person(api: Api, interview: VideoSession, carol: Participant) -> None:
    assert join_by_email(api(carol), interview, "dan@home.example").status_code == 403
