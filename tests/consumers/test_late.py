"""An interview that runs beyond the end of its candidate's link: a reload does not shut her out."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from core.errors import Gone
from core.models import Member
from interviews.invitations import verbs as invitations
from interviews.models import Invitation, Participant, VideoSession
from interviews.room import events
from tests.consumers.visitor import Visitor, together

Visit = Callable[[Member | Participant], Visitor]


@pytest.fixture
def link(interview: VideoSession, carol: Participant, alice: Member) -> Invitation:
    return invitations.invite(interview.pk, alice.as_actor(), name="", email=carol.email)[0]


async def test_a_reload_after_the_link_s_end_leads_back_into_the_running_room(
    visit: Visit, interview: VideoSession, link: Invitation, alice: Member, carol: Participant
) -> None:
    a, c = await visit(alice).enter(), await visit(carol).enter()
    async with together(a, c):
        await sync_to_async(interview.invitations.update)(expires_at=timezone.now() - timedelta(days=1))
        await c.cut()
        await a.hears(events.ParticipantLeft)  # the device check takes longer than the grace of a reload
        c.epoch = c.position = None  # a reload forgets
        assert await c.open()
        assert (await c.hello())["type"] == "welcome"
        await a.hears(events.ParticipantJoined)
        assert (await c.asks("mute.set", muted=True))["type"] == "ack"


async def test_a_revoked_link_gives_no_ticket_though_the_interview_runs(
    visit: Visit, interview: VideoSession, link: Invitation, alice: Member, carol: Participant
) -> None:
    a = await visit(alice).enter()
    async with together(a):
        await sync_to_async(interview.invitations.update)(expires_at=timezone.now() - timedelta(days=1))
        await sync_to_async(invitations.revoke)(interview.pk, alice.as_actor(), invitation_id=link.pk)
        with pytest.raises(Gone):
            await visit(carol).ticket()
