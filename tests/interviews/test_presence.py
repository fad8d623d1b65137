"""Presence follows the leases of processes, not what a socket sends when it closes."""

from uuid import uuid4

from core.models import Member
from interviews.models import Participant, VideoSession
from interviews.room import presence


def test_a_process_has_a_lease_from_its_first_socket(interview: VideoSession, alice: Member) -> None:
    place = presence.connect(interview.pk, alice.as_actor(), hub=uuid4(), tab=uuid4())
    assert presence.sweep() == 0, "another process took a new one for dead before its first beat"
    assert interview.participants.get(pk=place.participant_id).presence == Participant.Presence.PRESENT
