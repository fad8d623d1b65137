"""A ticket opens one socket, once, within 30 s, from one origin, so that no URL and no log holds a usable credential."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from core.actors import Actor, MemberRole
from core.errors import Unauthenticated
from core.links import digest, new_secret
from interviews.models import Ticket
from interviews.room import policy
from interviews.room.transaction import LockedRoom, internal

TTL = timedelta(seconds=30)


@internal
def issue(room: LockedRoom, *, origin: str) -> str:
    """Issue a ticket for the actor in this session. Raises Forbidden, InterviewEnded or Conflict, as `policy.authorise`."""
    policy.authorise("session.enter", session=room.session, me=room.me)
    secret, stored = new_secret()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM interviews_ticket WHERE expires_at < clock_timestamp()")
    carried = asdict(room.by) | {
        "tenant_id": str(room.by.tenant_id),
        "guest_id": str(room.by.guest_id) if room.by.guest_id else None,
    }
    Ticket.objects.create(
        digest=stored,
        participant=room.mine,
        actor=carried,
        origin=origin[:255],
        expires_at=room.at + TTL,
    )
    return secret


def redeem(ticket: str, *, session_id: UUID, origin: str) -> Actor:
    """Spend a ticket and return its actor.

    Raises Unauthenticated when it is unknown, spent, expired, of another origin or session, or when its owner has logged
    out since.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM interviews_ticket t "
            "USING interviews_participant p LEFT JOIN core_member m ON m.id = p.member_id "
            "WHERE t.digest = %s AND p.id = t.participant_id "
            "RETURNING t.actor, t.origin, p.session_id, t.expires_at > clock_timestamp() "
            "AND coalesce(m.logged_out_at < t.expires_at - make_interval(secs => %s), TRUE)",
            [digest(ticket), TTL.total_seconds()],
        )
        row = cursor.fetchone()
    if row is None or row[1] != origin or row[2] != session_id or not row[3]:
        raise Unauthenticated("This ticket is spent or too old.")
    return _actor(row[0])


def _actor(carried: Any) -> Actor:
    fields = orjson.loads(carried) if isinstance(carried, str) else dict(carried)
    fields["tenant_id"] = UUID(fields["tenant_id"])
    fields["guest_id"] = UUID(fields["guest_id"]) if fields["guest_id"] else None
    fields["role"] = MemberRole(fields["role"]) if fields["role"] else None
    return Actor(**fields)
