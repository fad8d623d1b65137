"""Entering: at once, from the waiting room, by a host, or not at all."""

import pytest

from core.actors import Actor
from core.errors import Conflict, Forbidden, InterviewEnded, NotFound
from core.models import Member, Tenant
from interviews.models import Participant, VideoSession
from interviews.people import verbs as participants
from interviews.people.verbs import Lobby, Presence
from interviews.sessions import verbs as sessions


def guest(person: Participant) -> Actor:
    return Actor(
        kind="guest", tenant_id=person.tenant_id, id=str(person.pk), guest_id=person.pk, first_name=person.first_name
    )


def test_the_panel_enters_at_once(interview: VideoSession, alice: Member, bob: Member) -> None:
    assert participants.enter(interview.pk, alice.as_actor()).presence == Presence.PRESENT
    assert participants.enter(interview.pk, bob.as_actor()).role == "interviewer"


def test_a_holder_of_a_link_waits_until_staff_comes(interview: VideoSession, alice: Member, carol: Participant) -> None:
    assert participants.enter(interview.pk, guest(carol)).lobby == Lobby.WAITING
    participants.enter(interview.pk, alice.as_actor())
    carol.refresh_from_db()
    assert (carol.presence, carol.lobby) == (Presence.PRESENT, Lobby.ADMITTED)


def test_a_guest_without_a_link_waits_for_a_host(interview: VideoSession, alice: Member, carol: Participant) -> None:
    Participant.objects.of(interview.tenant_id).filter(pk=carol.pk).update(by_link=False)
    participants.enter(interview.pk, alice.as_actor())
    assert participants.enter(interview.pk, guest(carol)).lobby == Lobby.WAITING
    participants.admit(interview.pk, alice.as_actor(), participant=carol.pk)
    carol.refresh_from_db()
    assert carol.presence == Presence.PRESENT


def test_where_the_company_admits_by_hand_everybody_knocks(
    acme: Tenant, interview: VideoSession, alice: Member, carol: Participant
) -> None:
    Tenant.objects.update(admission=Tenant.Admission.MANUAL)
    participants.enter(interview.pk, alice.as_actor())
    assert participants.enter(interview.pk, guest(carol)).lobby == Lobby.WAITING


def test_a_removed_person_can_only_knock(interview: VideoSession, alice: Member, carol: Participant) -> None:
    participants.enter(interview.pk, alice.as_actor())
    participants.enter(interview.pk, guest(carol))
    participants.remove(interview.pk, alice.as_actor(), participant=carol.pk)
    with pytest.raises(Forbidden):
        participants.set_mute(interview.pk, guest(carol), muted=True)
    assert participants.enter(interview.pk, guest(carol)).lobby == Lobby.WAITING
    participants.admit(interview.pk, alice.as_actor(), participant=carol.pk)
    carol.refresh_from_db()
    assert carol.presence == Presence.PRESENT


def test_a_locked_room_keeps_newcomers_waiting(interview: VideoSession, alice: Member, carol: Participant) -> None:
    participants.enter(interview.pk, alice.as_actor())
    sessions.lock(interview.pk, alice.as_actor(), locked=True)
    assert participants.enter(interview.pk, guest(carol)).lobby == Lobby.WAITING


def test_a_member_of_another_company_gets_not_found(interview: VideoSession, mallory: Member) -> None:
    with pytest.raises(NotFound):
        participants.enter(interview.pk, mallory.as_actor())


def test_a_colleague_without_a_role_is_refused(interview: VideoSession, vera: Member) -> None:
    with pytest.raises(Forbidden):
        participants.enter(interview.pk, vera.as_actor())


def test_a_host_mutes_others_but_never_unmutes_them(interview: VideoSession, alice: Member, bob: Member) -> None:
    for member in (alice, bob):
        participants.enter(interview.pk, member.as_actor())
    other = interview.participants.get(member=bob)
    assert participants.set_mute(interview.pk, alice.as_actor(), muted=True, participant=other.pk).is_muted
    with pytest.raises(Forbidden):
        participants.set_mute(interview.pk, alice.as_actor(), muted=False, participant=other.pk)
    mine = interview.participants.get(member=alice)
    with pytest.raises(Forbidden):
        participants.set_mute(interview.pk, bob.as_actor(), muted=True, participant=mine.pk)


def test_ending_makes_everybody_leave_for_good(interview: VideoSession, alice: Member, bob: Member) -> None:
    participants.enter(interview.pk, alice.as_actor())
    with pytest.raises(Forbidden):
        sessions.end(interview.pk, bob.as_actor())
    sessions.end(interview.pk, alice.as_actor())
    with pytest.raises(InterviewEnded):
        participants.enter(interview.pk, alice.as_actor())


def test_nobody_acts_in_a_room_before_joining_it(interview: VideoSession, alice: Member) -> None:
    with pytest.raises(Conflict):
        participants.set_mute(interview.pk, alice.as_actor(), muted=True)
