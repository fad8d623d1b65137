"""Interviews that nobody ended, and links that work before there is a recording."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.models import Member
from interviews.models import Participant, VideoSession
from interviews.people import verbs as participants
from interviews.recordings import verbs as recordings
from interviews.sessions import verbs as sessions


def long_ago(interview: VideoSession) -> None:
    """Move everything so far three hours back, except the log."""
    then = timezone.now() - timedelta(hours=3)
    VideoSession.objects.of(interview.tenant_id).filter(pk=interview.pk).update(started_at=then)
    Participant.objects.of(interview.tenant_id).filter(left_at__isnull=False).update(left_at=then)


def test_a_room_that_everybody_left_long_ago_is_ended(interview: VideoSession, alice: Member) -> None:
    participants.enter(interview.pk, alice.as_actor())
    participants.leave(interview.pk, alice.as_actor())
    long_ago(interview)
    assert sessions.end_abandoned() == 1
    interview.refresh_from_db()
    assert interview.status == "ended"
    assert sessions.end_abandoned() == 0


@pytest.mark.parametrize("last_word", ["somebody is still there", "they left a moment ago", "nobody ever came"])
def test_scheduled_occupied_and_recently_left_rooms_stay_open(
    interview: VideoSession, alice: Member, bob: Member, last_word: str
) -> None:
    if last_word != "nobody ever came":
        participants.enter(interview.pk, alice.as_actor())
        long_ago(interview)
    if last_word == "they left a moment ago":
        participants.leave(interview.pk, alice.as_actor())
    sessions.end_abandoned()
    interview.refresh_from_db()
    assert interview.ended_at is None


def test_the_link_to_the_newest_recording_works_before_there_is_one(
    client: Client, interview: VideoSession, alice: Member, mallory: Member
) -> None:
    client.force_login(alice)
    address = f"/interviews/{interview.pk}/recording/"
    assert client.get(address)["Location"] == f"/interviews/{interview.pk}/"
    participants.enter(interview.pk, alice.as_actor())
    recording = recordings.start(interview.pk, alice.as_actor())
    assert client.get(address)["Location"] == f"/recordings/{recording.pk}/"
    client.force_login(mallory)
    assert client.get(address).status_code == 404
