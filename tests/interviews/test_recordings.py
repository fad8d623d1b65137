"""Recordings: who may start one, when it is confirmed, and what stops it."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from core.errors import ConsentRequired, Forbidden, NotFound
from core.models import AuditEntry, Member
from interviews.models import Participant, Recording, VideoSession
from interviews.people import consents
from interviews.people import verbs as participants
from interviews.recordings import reaper, verbs
from interviews.room import log
from interviews.room.timings import timings
from interviews.sessions import verbs as sessions
from tests.interviews.conftest import guest
from tests.interviews.films import Recorder, cut, film, now, put
from tests.jobs import work_off

State = Recording.State


def logged(session: VideoSession) -> list[str]:
    names = [frame.split('"type":"')[1].split('"')[0] for _, frame in log.read(session.pk, "all")]
    return [name for name in names if name.startswith("recording.")]


def test_recording_starts_only_when_everybody_present_agrees(
    interview: VideoSession, alice: Member, carol: Participant
) -> None:
    participants.enter(interview.pk, alice.as_actor())
    participants.enter(interview.pk, guest(carol))
    with pytest.raises(ConsentRequired):
        verbs.start(interview.pk, alice.as_actor())
    consents.answer(interview.pk, guest(carol), granted=True)
    assert verbs.start(interview.pk, alice.as_actor()).state == State.REQUESTED


def test_staff_agree_by_joining_unless_they_decline(meeting: VideoSession, alice: Member, bob: Member) -> None:
    participants.enter(meeting.pk, bob.as_actor())
    consents.answer(meeting.pk, bob.as_actor(), granted=False)
    with pytest.raises(ConsentRequired):
        verbs.start(meeting.pk, alice.as_actor())


def test_starting_twice_returns_the_same_recording(meeting: VideoSession, alice: Member, bob: Member) -> None:
    first = verbs.start(meeting.pk, alice.as_actor())
    participants.enter(meeting.pk, bob.as_actor())
    assert verbs.start(meeting.pk, bob.as_actor()).pk == first.pk
    assert logged(meeting) == ["recording.requested"]


def test_a_start_after_a_stop_is_a_new_recording(meeting: VideoSession, alice: Member) -> None:
    first = verbs.start(meeting.pk, alice.as_actor())
    verbs.stop(meeting.pk, alice.as_actor())
    assert verbs.start(meeting.pk, alice.as_actor()).pk != first.pk
    assert logged(meeting) == ["recording.requested", "recording.stopped", "recording.requested"]


def test_a_candidate_can_neither_start_nor_stop_a_recording(
    meeting: VideoSession, recording: Recording, carol: Participant
) -> None:
    for verb in (verbs.start, verbs.stop):
        with pytest.raises(Forbidden):
            verb(meeting.pk, guest(carol))


def test_another_company_cannot_record(meeting: VideoSession, mallory: Member) -> None:
    with pytest.raises(NotFound):
        verbs.start(meeting.pk, mallory.as_actor())


def test_withdrawing_consent_stops_the_recording_in_the_same_transaction(
    recording: Recording, carol: Participant
) -> None:
    consents.answer(recording.session_id, guest(carol), granted=False)
    assert now(recording.pk).state == State.FINALIZING
    assert logged(recording.session)[-1] == "recording.stopped"


def test_a_person_who_enters_without_consent_stops_the_recording(recording: Recording, alice: Member) -> None:
    dave = recording.session.participants.create(
        tenant=recording.tenant, email="dave@home.example", role="guest", by_link=True
    )
    participants.enter(recording.session_id, guest(dave))
    assert now(recording.pk).state == State.FINALIZING


def test_ending_the_interview_stops_its_recording(recording: Recording, alice: Member) -> None:
    sessions.end(recording.session_id, alice.as_actor())
    assert now(recording.pk).state == State.FINALIZING
    assert now(recording.pk).stopped_at is not None


def test_recording_is_confirmed_only_when_the_store_holds_a_chunk(recorder: Recorder) -> None:
    first, second, _ = cut(film(2), 3)
    signed = recorder.sign(0, first)
    recorder.report()
    assert logged(recorder.session) == ["recording.requested"]
    assert put(signed, first) == 200
    recorder.store(1, second)
    assert logged(recorder.session) == ["recording.requested", "recording.started"]
    assert now(recorder.recording_id).started_at is not None


def test_a_silent_recording_is_interrupted_and_resumed(recorder: Recorder) -> None:
    chunks = cut(film(3), 3)
    recorder.store(0, chunks[0])
    recorder.report()
    _fall_silent(recorder)
    reaper.reap()
    assert now(recorder.recording_id).state == State.INTERRUPTED
    recorder.store(1, chunks[1])
    assert now(recorder.recording_id).state == State.RECORDING
    assert logged(recorder.session)[-2:] == ["recording.interrupted", "recording.resumed"]


def test_an_interrupted_recording_can_be_watched_at_once(recorder: Recorder) -> None:
    recorder.store_all(cut(film(3), 3), ends=False)
    recorder.report()
    _fall_silent(recorder)
    reaper.reap()
    work_off()
    film_so_far = now(recorder.recording_id)
    assert film_so_far.state == State.INTERRUPTED
    assert film_so_far.duration_ms == pytest.approx(3000, abs=50)
    assert "recording.ready" not in logged(recorder.session)


def test_a_lost_recorder_is_given_up_when_the_room_is_empty(
    recorder: Recorder, alice: Member, carol: Participant
) -> None:
    recorder.store_all(cut(film(3), 3), ends=False)
    recorder.report()
    participants.leave(recorder.session.pk, alice.as_actor())
    participants.leave(recorder.session.pk, guest(carol))
    _fall_silent(recorder)
    reaper.reap()
    work_off()
    assert now(recorder.recording_id).state == State.READY
    assert now(recorder.recording_id).warnings == ["unfinished"]


def test_a_recording_without_a_first_chunk_is_given_up_soon(recorder: Recorder) -> None:
    _fall_silent(recorder)
    reaper.reap()
    assert logged(recorder.session) == ["recording.requested", "recording.stopped"]


def test_every_step_is_audited_with_its_actor(recorder: Recorder, alice: Member) -> None:
    recorder.store_all(cut(film(2), 2))
    recorder.report()
    verbs.stop(recorder.session.pk, alice.as_actor())
    work_off()
    trail = AuditEntry.objects.filter(subject=str(recorder.recording_id)).order_by("id").values_list("action", "actor")
    me = alice.as_actor().pk
    assert list(trail) == [
        ("recording.requested", me),
        ("recording.started", "system"),
        ("recording.stopped", me),
        ("recording.ready", "system"),
    ]


def _fall_silent(recorder: Recorder) -> None:
    """Let the recorder be silent long enough to be interrupted, but not to be given up."""
    heard_at = Now() - timedelta(seconds=2 * timings().recorder_silence)
    Recording.objects.across_tenants().filter(pk=recorder.recording_id).update(heard_at=heard_at)
