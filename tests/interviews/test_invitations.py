"""Personal links: who gets one, what it opens, and when it stops."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from core import links
from core.actors import Actor
from core.errors import Forbidden, Gone, NotFound
from core.models import AuditEntry, Member
from interviews import invitations, participants, sessions
from interviews.models import Invitation, Participant, VideoSession
from interviews.participants import Lobby, Presence


def guest(person: Participant) -> Actor:
    return Actor(kind="guest", tenant_id=person.tenant_id, id=str(person.pk), guest_id=person.pk, first_name=person.first_name)


def invite(session: VideoSession, by: Member, email: str = "carol@home.example") -> tuple[Invitation, str]:
    return invitations.invite(session.pk, name="Carol Danvers", email=email, by=by.as_actor())


def secret_of(link: str) -> str:
    return link.partition("#")[2]


def test_the_candidate_gets_a_link_whose_secret_is_nowhere_in_the_database(interview: VideoSession, alice: Member) -> None:
    invitation, link = invite(interview, alice)
    assert link.startswith(f"http://testserver/join/{invitation.pk}#")
    assert invitation.digest == links.digest(secret_of(link))
    assert invitation.participant.role == "candidate"
    assert secret_of(link) not in str(list(AuditEntry.objects.values()))


def test_redeem(interview: VideoSession, alice: Member) -> None:
    invitation, link = invite(interview, alice)
    redeemed = invitations.redeem(invitation.pk, secret_of(link))
    print(redeemed)
