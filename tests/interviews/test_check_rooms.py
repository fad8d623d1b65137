"""`manage.py check_rooms`: operators find a room whose log and tables disagree."""

import io
import uuid
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core.models import Member
from interviews.models import Participant, RoomEvent, VideoSession
from interviews.people import verbs as participants
from interviews.sessions import verbs as sessions

Check = Callable[..., str]
REPLACE = "UPDATE room_event SET frame = replace(frame, %s, %s) WHERE id = %s"


@pytest.fixture
def check(db: None) -> Check:
    """The command's output; with `fails`, it must end with code 1."""

    def run(*options: str, fails: bool = False) -> str:
        written = io.StringIO()
        with pytest.raises(CommandError) if fails else nullcontext() as refusal:
            call_command("check_rooms", *options, stdout=written)
        if refusal is None:
            return written.getvalue()
        assert refusal.value.returncode == 1
        return f"{written.getvalue()}{refusal.value}"

    return run


@pytest.fixture
def muted(interview: VideoSession, alice: Member) -> Participant:
    """Alice is in the room, muted."""
    participants.enter(interview.pk, alice.as_actor())
    return participants.set_mute(interview.pk, alice.as_actor(), muted=True)


def tamper(statement: str, values: list[Any], undo: Callable[[], object], request: pytest.FixtureRequest) -> None:
    """Change the log by SQL, and change it back for the check that follows every test."""
    request.addfinalizer(undo)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def altered(muted: Participant, request: pytest.FixtureRequest) -> Participant:
    """Alice's event was changed by SQL: by the log she is unmuted."""
    event = RoomEvent.objects.get(type="mute.changed")
    tamper(REPLACE, ['"muted":true', '"muted":false', event.pk], event.save, request)
    return muted


def test_rooms_that_agree_with_their_log_are_counted(check: Check, muted: Participant, mallory: Member) -> None:
    sessions.create(mallory.as_actor(), title="Another company's")
    assert check() == "Rooms checked: 2. All agree with their log.\n"
    assert check("--tenant", "ACME.example") == "Rooms checked: 1. All agree with their log.\n"
    assert check("--session", str(muted.session_id)) == "Rooms checked: 1. All agree with their log.\n"


def test_a_tampered_event_is_found_and_named(check: Check, altered: Participant, mallory: Member) -> None:
    sessions.create(mallory.as_actor(), title="Another company's")
    report = check(fails=True)
    assert f"{altered.session_id} of acme.example\n" in report
    assert f"all.participants.{altered.pk}.muted: false by the log, true by the tables" in report
    assert report.endswith("Rooms checked: 2. Differing from their log: 1.")
    assert check("--tenant", "rival.example") == "Rooms checked: 1. All agree with their log.\n"


def test_a_row_changed_behind_the_log_is_found(check: Check, muted: Participant) -> None:
    row = Participant.objects.of(muted.tenant_id).filter(pk=muted.pk)
    row.update(hand_raised=True)
    assert f"all.participants.{muted.pk}.hand_raised: false by the log, true by the tables" in check(fails=True)
    row.update(hand_raised=False)


@pytest.mark.parametrize(
    ("removed", "report"),
    [("session.started", "stream all: 1 is missing"), ("mute.changed", "stream all: the log ends at 2, its head is 3")],
)
def test_a_removed_event_is_found(
    check: Check, muted: Participant, request: pytest.FixtureRequest, removed: str, report: str
) -> None:
    event = RoomEvent.objects.get(type=removed)
    tamper("DELETE FROM room_event WHERE id = %s", [event.pk], lambda: event.save(force_insert=True), request)
    assert report in check(fails=True)


def test_an_event_that_cannot_be_applied_is_found(
    check: Check, muted: Participant, request: pytest.FixtureRequest
) -> None:
    event = RoomEvent.objects.get(type="mute.changed")
    tamper(REPLACE, [str(muted.pk), str(uuid.uuid4()), event.pk], event.save, request)
    assert "stream all: 3 cannot be applied (KeyError)" in check(fails=True)


def test_a_company_or_session_that_does_not_exist_is_refused(check: Check, muted: Participant) -> None:
    assert check("--session", str(uuid.uuid4()), fails=True) == "There is no such room."
    assert check("--tenant", "nobody.example", fails=True) == "There is no such room."
