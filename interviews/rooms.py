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

from django.db import IntegrityError, transaction

from core.actors import Actor
from core.errors import Conflict, NotFound
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
            heads = log.lock(session_id)
            at, _ = log.seen(session_id, "", None)
            room = self._room(session_id, heads, at, kwargs.get("by"))
            return self._run(room, *args, **kwargs)

    def once(self, command_id: UUID, session_id: UUID, *args: P.args, **kwargs: P.kwargs) -> Receipt:
        """Do it unless `command_id` was done before; safe under any number of concurrent repeats."""
        try:
            return self._once(command_id, session_id, *args, **kwargs)
        except IntegrityError:  # the unique key behind the lock; the repeat finds what the other one stored
            return self._once(command_id, session_id, *args, **kwargs)

    def _once(self, command_id: UUID, session_id: UUID, *args: P.args, **kwargs: P.kwargs) -> Receipt:
        by: Any = kwargs["by"]
        with transaction.atomic():
            heads = log.lock(session_id)
            at, stored = log.seen(session_id, by.pk, command_id)
            if stored is not None:
                return Receipt(stored, duplicate=True)
            room = self._room(session_id, heads, at, by)
            self._run(room, *args, **kwargs)
            log.remember(session_id, by.pk, command_id, room.entries)
        return Receipt([{"stream": x.stream, "seq": x.seq} for x in room.entries], duplicate=False)

    def _run(self, room: Room, *args: P.args, **kwargs: P.kwargs) -> R:
        if self.command is not None:
            policy.authorise(self.command, session=room.session, me=room.me)
        result = self.function(room, *args, **kwargs)
        if room.entries:
            log.write(room.session.pk, room.heads, room.entries)
        return result

    @staticmethod
    def _room(session_id: UUID, heads: log.Heads, at: datetime, by: Any) -> Room:
        sessions = VideoSession.objects.of(by) if by else VideoSession.objects.across_tenants()
        session = sessions.select_related("tenant").filter(pk=session_id).first()
        if session is None:
            raise NotFound
        return Room(session, heads, at, by, _participant(session, by, at))


def _participant(session: VideoSession, by: Actor | None, at: datetime) -> Participant | None:
    """The actor's own row here; a member who may join any interview gets one at the first verb.

    Raises NotFound for a guest of another session, Gone for one whose link is dead, Conflict for a connection that a
    newer one has replaced.
    """
    if by is None or by.kind == "service":
        return None
    own = {"pk": by.guest_id} if by.kind == "guest" else {"member_id": by.member_pk}
    found = session.participants.filter(**own).first()
    if found is None and by.kind == "guest":
        raise NotFound
    if found is not None and by.kind == "guest":
        policy.refuse_dead_link(found, at=at)
    if found is not None and by.generation is not None and found.generation != by.generation:
        raise Conflict("This interview is open in another tab or device.", code="replaced")
    if found is None and (role := policy.role_of(session, by)):
        return seat(session, by, role=role)
    return found


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
