"""A verb's transaction: lock the room, recognise a repeated command, authorise, change rows, append events, commit.

`@verb(commands.SetMute)` makes a function of a `LockedRoom` callable by session id and actor:

    participants.set_mute(session_id, actor, muted=True)

REST, sockets and jobs call the same verbs. Events are published after the commit, never before.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar
from uuid import UUID

import orjson
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from core import rows
from core.actors import Actor
from core.errors import Conflict, NotFound
from core.models import Tenant
from core.rows import ModelColumns
from interviews.models import Participant, VideoSession
from interviews.room import log, policy
from interviews.room.commands import Command
from interviews.room.events import Event, EventPosition
from interviews.vocabulary import Role

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(slots=True)
class LockedRoom:
    """A session locked for one verb.

    `actor` is None when the service itself acts (a job, the sweeper), `me` is the actor's participant row, if any, and
    `at` is the instant of the lock by the database's clock.
    """

    session: VideoSession
    heads: log.Heads
    at: datetime
    actor: Actor | None
    me: Participant | None
    entries: list[log.Entry] = field(default_factory=list)

    def append(self, event: Event, *, by: Participant | None = None) -> None:
        """Append one event to the log, authored by `by` or else the actor. It is stored and published with the commit."""
        seq = self.heads.of(event.stream) + 1
        moved = (seq, self.heads.staff) if event.stream == "all" else (self.heads.all, seq)
        self.heads = log.Heads(*moved, self.heads.epoch)
        author = by or self.me
        self.entries.append(log.entry(event, seq=seq, at=self.at, by=author.pk if author else None))

    def save(self, row: Model, **changes: object) -> None:
        """Set these columns of one row, here and in the database, in one statement; a new row is inserted."""
        if row._state.adding:  # noqa: SLF001 -- Django's documented API
            for name, value in changes.items():
                setattr(row, name, value)
            row.save(force_insert=True)
        else:
            rows.save(row, **changes)

    @property
    def by(self) -> Actor:
        """The actor. Raises NotFound when the service itself acts."""
        if self.actor is None:
            raise NotFound
        return self.actor

    @property
    def mine(self) -> Participant:
        """The actor's participant row. Raises NotFound when the actor has no part in this session."""
        if self.me is None:
            raise NotFound
        return self.me

    def participant(self, participant_id: UUID | None) -> Participant:
        """The participant with this id, or the actor's own row when no id is given. Raises NotFound."""
        if participant_id is None or (self.me is not None and participant_id == self.me.pk):
            return self.mine
        found = self.session.participants.filter(pk=participant_id).first()
        if found is None:
            raise NotFound
        return found


@dataclass(frozen=True, slots=True)
class Receipt:
    """The result of a command: the positions of its events, `[{"stream": "all", "seq": 42}]` (empty when nothing had to
    change), and whether it was a repeat."""

    events: list[EventPosition]
    duplicate: bool


class Verb(Generic[P, R]):
    """A function of a locked room, callable by session id and actor; the actor is None for the service itself.

    `.once` also recognises a repeated command id (idempotency key). `.inside` runs the function in the transaction of
    another verb, without authorising again.
    """

    def __init__(self, function: Callable[Concatenate[LockedRoom, P], R], command: type[Command] | None) -> None:
        self.command = command.wire_name() if command else None
        self.inside = function
        functools.update_wrapper(self, function)

    def __call__(self, session_id: UUID, actor: Actor | None, /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the verb. Raises DomainError; then the transaction is rolled back and nothing is published."""
        with transaction.atomic():
            result, _ = self._run(_lock_and_load(session_id, actor, None), actor, None, *args, **kwargs)
            return result

    def once(self, command_id: UUID, session_id: UUID, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> Receipt:
        """Run the verb unless this actor ran `command_id` before; safe under any number of concurrent repeats.

        Raises DomainError, as a plain call does.
        """
        try:
            return self._once(command_id, session_id, actor, *args, **kwargs)
        except IntegrityError:  # the unique key is the second guard; the second try finds what the other one stored
            return self._once(command_id, session_id, actor, *args, **kwargs)

    def _once(self, command_id: UUID, session_id: UUID, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> Receipt:
        with transaction.atomic():
            locked = _lock_and_load(session_id, actor, command_id)
            if locked.done is not None:
                return Receipt(locked.done, duplicate=True)
            _, positions = self._run(locked, actor, (actor.pk, command_id), *args, **kwargs)
        return Receipt(positions, duplicate=False)

    def _run(
        self,
        locked: "Locked",
        actor: Actor | None,
        command: tuple[str, UUID] | None,
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> tuple[R, list[EventPosition]]:
        room = LockedRoom(locked.session, locked.heads, locked.at, actor, _participant(locked, actor))
        if self.command is not None:
            policy.authorise(self.command, session=room.session, me=room.me)
        result = self.inside(room, *args, **kwargs)
        return result, log.write(room.session.pk, room.heads, room.entries, command=command)


@dataclass(frozen=True, slots=True)
class Locked:
    """The rows a verb starts from, read under the room's lock.

    `at` is the database's clock, `done` the stored result of this command if it ran before, `me` the actor's row.
    """

    heads: log.Heads
    at: datetime
    done: list[EventPosition] | None
    session: VideoSession
    me: Participant | None


_SESSION, _TENANT, _ME = ModelColumns(VideoSession, "s"), ModelColumns(Tenant, "t"), ModelColumns(Participant, "p")
_LOCK_AND_LOAD = f"""{log.LOCK};
    SELECT clock_timestamp(),
           (SELECT events FROM room_command WHERE session_id = s.id AND actor = %s AND command = %s),
           {_SESSION.sql}, {_TENANT.sql}, {_ME.sql}
    FROM interviews_videosession s
    JOIN core_tenant t ON t.id = s.tenant_id
    LEFT JOIN interviews_participant p ON p.session_id = s.id AND (p.member_id = %s OR p.id = %s)
    WHERE s.id = %s AND (%s OR s.tenant_id = %s)
"""  # noqa: S608 -- names of columns


def _lock_and_load(session_id: UUID, actor: Actor | None, command_id: UUID | None) -> Locked:
    """Take the room's lock and read what the verb needs, in one round trip.

    Sends two statements: `SELECT … FOR UPDATE`, then the lookup. Under READ COMMITTED the second gets its own snapshot
    after the lock is granted, so it sees what a concurrent duplicate stored. With one statement, or the lookup first,
    two duplicates could both find nothing. Raises NotFound, also for another tenant's session.
    """
    member = actor.member_pk if actor and actor.kind == "member" else None
    guest = actor.guest_id if actor and actor.kind == "guest" else None
    tenant = actor.tenant_id if actor else None
    with connection.cursor() as cursor:
        cursor.execute(
            _LOCK_AND_LOAD,
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
    return Locked(log.Heads(*heads), at, orjson.loads(done) if isinstance(done, str) else done, session, me)


def _participant(locked: Locked, actor: Actor | None) -> Participant | None:
    """The actor's participant row. A member who may join any interview gets one at the first verb.

    Raises NotFound for a guest of another session, Gone for one without a working link, Conflict for a connection that
    a newer one has replaced: `generation` is the fencing token.
    """
    if actor is None or actor.kind == "service":
        return None
    if locked.me is None:
        if actor.kind == "guest":
            raise NotFound
        role = policy.role_of(locked.session, actor)
        return add_staff(locked.session, actor, role=role) if role else None
    if actor.kind == "guest":
        policy.refuse_dead_link(locked.session, locked.me, at=locked.at)
    if actor.generation is not None and locked.me.generation != actor.generation:
        raise Conflict("This interview is open in another tab or device.", code="replaced")
    return locked.me


def add_staff(session: VideoSession, member: Actor, *, role: Role) -> Participant:
    """Create the participant row of a member of staff who has not entered yet."""
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


def verb(command: type[Command]) -> Callable[[Callable[Concatenate[LockedRoom, P], R]], Verb[P, R]]:
    """Register the verb that carries out a command. The command's rule authorises it, and sockets find it by its name."""

    def register(function: Callable[Concatenate[LockedRoom, P], R]) -> Verb[P, R]:
        registered = Verb(function, command)
        VERBS[command.wire_name()] = registered
        return registered

    return register


def internal(function: Callable[Concatenate[LockedRoom, P], R]) -> Verb[P, R]:
    """Make a verb without a command: for the service itself, or one whose function authorises the actor."""
    return Verb(function, None)
