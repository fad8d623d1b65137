"""The state of a room, built from its tables. The fold of its log must always equal it (`checks.differences`)."""

from uuid import UUID

import orjson
from django.db import connection

from interviews.models import Participant, Recording, VideoSession
from interviews.people import consents
from interviews.room.state import (
    AllState,
    LobbyMessage,
    Person,
    RecordingNow,
    RoomState,
    StaffState,
    Waiting,
)
from interviews.vocabulary import LOBBY_MESSAGES


def build(session_id: UUID) -> RoomState:
    """Raises VideoSession.DoesNotExist. Call it inside `checks.one_snapshot` when the room may change meanwhile."""
    session = VideoSession.objects.across_tenants().get(pk=session_id)
    people = list(session.participants.order_by("joined_at", "pk"))
    return RoomState(all=_all(session, people), staff=_staff(session, people))


def _all(session: VideoSession, people: list[Participant]) -> AllState:
    answers = consents.newest(session)
    newest = session.recordings.kept().order_by("-created_at", "-pk").first()
    return AllState(
        status=session.status,
        locked=session.locked,
        ends_at=session.extended_until,
        participants={person.pk: _person(person) for person in people if person.presence != Participant.Presence.NEVER},
        consents={who: granted for who, (granted, _) in answers.items()},
        consent_texts={who: version for who, (_, version) in answers.items()},
        recording=_recording(newest) if newest else None,
    )


def _person(person: Participant) -> Person:
    return Person(
        name=person.name,
        role=person.role,
        presence=person.presence,
        muted=person.is_muted,
        camera_on=person.is_camera_on,
        sharing=person.is_sharing,
        hand_raised=person.hand_raised,
    )


def _recording(recording: Recording) -> RecordingNow:
    return RecordingNow(id=recording.pk, state=recording.state)


def _staff(session: VideoSession, people: list[Participant]) -> StaffState:
    waiting = sorted((p for p in people if p.lobby == Participant.Lobby.WAITING), key=lambda p: (p.lobby_at, p.pk))
    return StaffState(
        waiting={p.pk: Waiting(name=p.name, role=p.role, messages=_lobby_messages(session, p)) for p in waiting},
        tags=session.tags,
        question=session.question or None,
        submitted={
            card.member.external_id: card.revision
            for card in session.scorecards.filter(submitted_at__isnull=False).select_related("member")
        },
    )


def _lobby_messages(session: VideoSession, person: Participant) -> list[LobbyMessage]:
    """The messages since the last knock, oldest first; chat is stored only in the log."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT frame FROM room_event WHERE session_id = %s AND type = 'chat.sent' AND stream = 'staff' "
            "AND frame::jsonb->>'to' = %s AND at >= %s ORDER BY seq DESC LIMIT %s",
            [session.pk, str(person.pk), person.lobby_at, LOBBY_MESSAGES],
        )
        frames = [orjson.loads(row[0]) for row in cursor.fetchall()]
    return [LobbyMessage(name=frame["name"], text=frame["text"]) for frame in reversed(frames)]
