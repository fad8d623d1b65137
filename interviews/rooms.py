"""A verb's transaction: lock the room, recognise a repeated command, authorise, change rows, append events, commit.

`@verb("mute.set")` makes a function of a locked `Room` callable by session id. REST, sockets and jobs call the same
verbs, and nothing is told to anybody before the commit.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar
from uuid import UUID

import orjson
from django.db import IntegrityError, connection, transaction

from core.actors import Actor
from core.errors import Conflict, NotFound
from core.models import Tenant
from core.rows import Columns
from interviews import log, policy
from interviews.events import Event
from interviews.models import Participant, VideoSession

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(slots=True)
class Room:
    """A session locked for one verb. `by` is None when the service itself acts; `at` is the database's clock."""

    session: VideoSession
    heads: log.Heads
    at: datetime
    by: Actor | None
    me: Participant | None
    entries: list[log.Entry] = field(default_factory=list)

    def tell(self, event: Event, *, by: Participant | None = None) -> None:
        """Append one fact; it becomes visible to others with the commit."""
        seq = self.heads.of(event.stream) + 1
        moved = (seq, self.heads.staff) if event.stream == "all" else (self.heads.all, seq)
        self.heads = log.Heads(*moved, self.heads.epoch)
        author = by or self.me
        self.entries.append(log.entry(event, seq=seq, at=self.at, by=author.pk if author else None))

    @property
    def mine(self) -> Participant:
        """The acting participant. Raises NotFound when the actor has no part in this session."""
        if self.me is None:
            raise NotFound
        return self.me

    def participant(self, participant_id: UUID | None) -> Participant:
        """Another person of this session, or oneself when no id is given. Raises NotFound."""
        if participant_id is None or (self.me is not None and participant_id == self.me.pk):
            return self.mine
        found = self.session.participants.filter(pk=participant_id).first()
        if found is None:
            raise NotFound
        return found


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a command did: the positions of its events (none = it was already so), and whether it was a repeat."""

    events: list[dict[str, Any]]
    duplicate: bool


class Verb(Generic[P, R]):
    """A function of a locked room, callable by session id. `.once` also recognises a repeated command id."""

    def __init__(self, function: Callable[Concatenate[Room, P], R], command: str | None) -> None:
        self.function = function
        self.command = command
        functools.update_wrapper(self, function)

    def __call__(self, session_id: UUID, *args: P.args, **kwargs: P.kwargs) -> R:
        """Do it. Raises DomainError; then nothing was changed and nothing told."""
        with transaction.atomic():
            result, _ = self._run(_look(session_id, kwargs.get("by"), None), None, *args, **kwargs)
            return result

    def once(self, command_id: UUID, session_id: UUID, *args: P.args, **kwargs: P.kwargs) -> Receipt:
        """Do it unless `command_id` was done before; safe under any number of concurrent repeats."""
        try:
            return self._once(command_id, session_id, *args, **kwargs)
        except IntegrityError:  # the unique key behind the lock; the repeat finds what the other one stored
            return self._once(command_id, session_id, *args, **kwargs)

    def _once(self, command_id: UUID, session_id: UUID, *args: P.args, **kwargs: P.kwargs) -> Receipt:
        by: Any = kwargs["by"]
        with transaction.atomic():
            found = _look(session_id, by, command_id)
            if found.done is not None:
                return Receipt(found.done, duplicate=True)
            _, positions = self._run(found, (by.pk, command_id), *args, **kwargs)
        return Receipt(positions, duplicate=False)

    def _run(
        self, found: "Found", command: tuple[str, UUID] | None, *args: P.args, **kwargs: P.kwargs
    ) -> tuple[R, list[dict[str, Any]]]:
        by: Any = kwargs.get("by")
        room = Room(found.session, found.heads, found.at, by, _participant(found, by))
        if self.command is not None:
            policy.authorise(self.command, session=room.session, me=room.me)
        result = self.function(room, *args, **kwargs)
        return result, log.write(room.session.pk, room.heads, room.entries, command=command)


@dataclass(frozen=True, slots=True)
class Found:
    """What a verb begins with, under the room's lock: its heads, the database's clock, what this command did if it was
    done before, the session, and the actor's row in it."""

    heads: log.Heads
    at: datetime
    done: list[dict[str, Any]] | None
    session: VideoSession
    me: Participant | None


_SESSION, _TENANT, _ME = Columns(VideoSession, "s"), Columns(Tenant, "t"), Columns(Participant, "p")
_LOOK = f"""{log.LOCK};
    SELECT clock_timestamp(),
           (SELECT events FROM room_command WHERE session_id = s.id AND actor = %s AND command = %s),
           {_SESSION.sql}, {_TENANT.sql}, {_ME.sql}
    FROM interviews_videosession s
    JOIN core_tenant t ON t.id = s.tenant_id
    LEFT JOIN interviews_participant p ON p.session_id = s.id AND (p.member_id = %s OR p.id = %s)
    WHERE s.id = %s AND (%s OR s.tenant_id = %s)
"""  # noqa: S608 -- names of columns


def _look(session_id: UUID, by: Any, command_id: UUID | None) -> Found:
    """Take the lock, then look: two statements on one way to the database, the second of which begins, and sees, when
    the first has what it waited for. Looked up before the lock, or inside its statement, two sends of one command can
    both find nothing. Raises NotFound, for another tenant's session, too."""
    actor: Actor | None = by
    member = actor.member_pk if actor and actor.kind == "member" else None
    guest = actor.guest_id if actor and actor.kind == "guest" else None
    tenant = actor.tenant_id if actor else None
    with connection.cursor() as cursor:
        cursor.execute(
            _LOOK,
            [session_id, actor.pk if actor else "", command_id, member, guest, session_id, tenant is None, tenant],
        )
        heads = cursor.fetchone()
        cursor.nextset()
        row = cursor.fetchone()
    if heads is None or row is None:
        raise NotFound
    at, done, rest = row[0], row[1], row[2:]
    session = _SESSION.instance(rest)
    session.tenant = _TENANT.instance(rest[_SESSION.width :])
    me = _ME.optional(rest[_SESSION.width + _TENANT.width :])
    return Found(log.Heads(*heads), at, orjson.loads(done) if isinstance(done, str) else done, session, me)


def _participant(found: Found, by: Actor | None) -> Participant | None:
    """The actor's own row here; a member who may join any interview gets one at the first verb.

    Raises NotFound for a guest of another session, Gone for one whose link is dead, Conflict for a connection that a
    newer one has replaced.
    """
    if by is None or by.kind == "service":
        return None
    if found.me is None:
        if by.kind == "guest":
            raise NotFound
        role = policy.role_of(found.session, by)
        return seat(found.session, by, role=role) if role else None
    if by.kind == "guest":
        policy.refuse_dead_link(found.me, at=found.at)
    if by.generation is not None and found.me.generation != by.generation:
        raise Conflict("This interview is open in another tab or device.", code="replaced")
    return found.me


def seat(session: VideoSession, member: Actor, *, role: str) -> Participant:
    """A row for a member of staff, who has not entered yet."""
    return session.participants.create(
        tenant_id=session.tenant_id,
        member_id=member.member_pk,
        user_id=member.id,
        email=member.email,
        first_name=member.first_name,
        last_name=member.last_name,
        role=role,
    )


VERBS: dict[str, Verb[..., Any]] = {}


def verb(command: str) -> Callable[[Callable[Concatenate[Room, P], R]], Verb[P, R]]:
    """A verb that people ask for: authorised by `policy.RULES[command]`, and reachable by that name from a socket."""

    def register(function: Callable[Concatenate[Room, P], R]) -> Verb[P, R]:
        made = Verb(function, command)
        VERBS[command] = made
        return made

    return register


def internal(function: Callable[Concatenate[Room, P], R]) -> Verb[P, R]:
    """A verb of the service itself, or one whose own caller has authorised it."""
    return Verb(function, None)
