"""Presence: one lease per process, not per socket, so a killed process is noticed and a busy one costs nothing.

Each hub renews its lease every 5 s. After 15 s without renewal its people become away, and 30 s later they leave,
exactly once. All instants are the database's clock, since a worker's own may jump.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.db.models.functions import Now

from core import metrics
from interviews.models import Connection, Hub, Participant
from interviews.people import verbs as participants
from interviews.room import events, policy
from interviews.room.timings import timings
from interviews.room.transaction import LockedRoom, internal
from interviews.vocabulary import Role

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """The result of connecting. `waiting` is true in the waiting room; `generation` is the connection's fencing token."""

    participant_id: UUID
    role: Role
    generation: int
    waiting: bool
    first_name: str
    name: str


# Inserts the hub too: its lease must exist before the first beat, or a sweep would give this connection up.
_TAKE = """
    WITH hub AS (INSERT INTO interviews_hub (id, seen_at) VALUES (%s, clock_timestamp()) ON CONFLICT DO NOTHING),
         person AS (UPDATE interviews_participant SET generation = generation + 1 WHERE id = %s RETURNING generation)
    INSERT INTO interviews_connection (participant_id, hub, generation, tab, since, expires_at)
    SELECT %s, %s, generation, %s, clock_timestamp(), NULL FROM person
    ON CONFLICT (participant_id) DO UPDATE
      SET hub = excluded.hub, generation = excluded.generation, tab = excluded.tab, since = excluded.since,
          expires_at = NULL
    RETURNING generation
"""


@internal
def connect(room: LockedRoom, *, hub: UUID, tab: UUID) -> Place:
    """Enter or wait, and replace every older connection of the same person by raising the generation (fencing token)."""
    policy.authorise("session.enter", session=room.session, me=room.me)
    person = room.mine
    participants.enter.inside(room, person)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [hub, person.pk, person.pk, hub, tab])
        (person.generation,) = cursor.fetchone()
    waiting = person.lobby == Participant.Lobby.WAITING
    return Place(person.pk, Role(person.role), person.generation, waiting, person.first_name, person.name)


@internal
def disconnect(room: LockedRoom, *, participant_id: UUID, generation: int, grace: float | None = None) -> None:
    """Mark the person away after a closed or lost socket; they leave when the grace is over.

    `grace` is in seconds, by default the time of a page reload. Does nothing when a newer connection has taken over.
    """
    wait = timedelta(seconds=timings().away_grace if grace is None else grace)
    closed = Connection.objects.filter(participant_id=participant_id, generation=generation, expires_at=None)
    if not closed.update(expires_at=Now() + wait):
        return
    person = room.participant(participant_id)
    if person.presence == Participant.Presence.PRESENT:
        room.save(person, presence=Participant.Presence.AWAY, away_since=room.at)
        room.append(events.ParticipantAway(participant=person.pk), by=person)


@internal
def restore(room: LockedRoom, *, participant_id: UUID, generation: int, hub: UUID) -> None:
    """Take back a connection that a sweep gave up while this hub still held its socket."""
    again = Connection.objects.filter(participant_id=participant_id, generation=generation, hub=hub)
    if again.update(expires_at=None):
        person = room.participant(participant_id)
        if person.presence == Participant.Presence.AWAY:
            participants.enter.inside(room, person)


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a connection in the database.

    `hub` and `generation` are the newest, `given_up` is true after a sweep, `welcome` is false once the account is
    closed or all links are revoked, `logged_out` is true after a log-out since the connection was opened.
    """

    hub: UUID
    generation: int
    given_up: bool
    welcome: bool
    logged_out: bool


# Closed accounts and revoked links reach hubs by the bus at once; this query is the safety net when a message is lost.
_STANDING = """
    SELECT c.participant_id, c.hub, c.generation, c.expires_at IS NOT NULL,
           CASE WHEN p.user_id IS NOT NULL THEN coalesce(m.is_active, FALSE)
                ELSE coalesce((SELECT bool_or(i.revoked_at IS NULL) FROM interviews_invitation i
                               WHERE i.participant_id = p.id), TRUE) END,
           coalesce(m.logged_out_at > c.since, FALSE)
    FROM interviews_connection c
    JOIN interviews_participant p ON p.id = c.participant_id
    LEFT JOIN core_member m ON m.id = p.member_id
    WHERE c.participant_id = ANY(%s)
"""


def beat(hub: UUID, held: Sequence[UUID]) -> tuple[dict[UUID, Standing], set[tuple[UUID, UUID, int]]]:
    """Renew this process's lease.

    `held` are the participants whose sockets it holds. Returns their standing, and the (session, participant,
    generation) of open connections that the database ascribes to this hub but it does not hold.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO interviews_hub (id, seen_at) VALUES (%s, clock_timestamp()) "
            "ON CONFLICT (id) DO UPDATE SET seen_at = clock_timestamp()",
            [hub],
        )
        cursor.execute(_STANDING, [list(held)])
        standing = {row[0]: Standing(*row[1:]) for row in cursor.fetchall()}
    orphans = Connection.objects.filter(hub=hub, expires_at=None).exclude(participant_id__in=held)
    return standing, set(orphans.values_list("participant__session_id", "participant_id", "generation"))


def retire(hub: UUID) -> None:
    """End this process's lease while draining: its people have the lost-hub grace to reconnect elsewhere, without an event."""
    Connection.objects.filter(hub=hub, expires_at=None).update(
        expires_at=Now() + timedelta(seconds=timings().lost_grace)
    )
    Hub.objects.filter(pk=hub).delete()


def sweep() -> int:
    """Mark the people of expired leases away, and let those leave whose grace is over; returns how many connections.

    Every process may sweep, at the same time: each step is a compare-and-set on one row.
    """
    if lost := _of_silent_hubs():
        log.warning("leases given up", extra={"connections": len(lost)})
        metrics.GIVEN_UP.inc(len(lost))
    for session_id, participant_id, generation in lost:
        disconnect(session_id, None, participant_id=participant_id, generation=generation, grace=timings().lost_grace)
    due = Connection.objects.filter(expires_at__lt=Now())
    expired = list(due.values_list("participant__session_id", "participant_id")[:500])
    for session_id, participant_id in expired:
        expire(session_id, None, participant_id=participant_id)
    return len(lost) + len(expired)


@internal
def expire(room: LockedRoom, *, participant_id: UUID) -> None:
    """Let a person leave whose grace is over. Only the sweeper that deletes the row appends the event."""
    gone, _ = Connection.objects.filter(participant_id=participant_id, expires_at__lt=Now()).delete()
    if gone:
        participants.leave.inside(room, room.participant(participant_id), reason="lease")


def _of_silent_hubs() -> list[tuple[UUID, UUID, int]]:
    silent = Now() - timedelta(seconds=timings().hub_lost)
    living = Hub.objects.filter(seen_at__gte=silent).values("pk")
    Hub.objects.filter(seen_at__lt=Now() - timedelta(hours=1)).delete()
    gone = Connection.objects.filter(expires_at=None).exclude(hub__in=living)
    return list(gone.values_list("participant__session_id", "participant_id", "generation")[:500])
