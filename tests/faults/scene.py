"""The cast of the fault tests, in the fault tests' own database: made by verbs, in this process."""

import asyncio
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import orjson
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import override_settings

from config import servers
from core import bus
from core.models import Member
from core.tokens import GuestToken, access_for
from interviews.models import Participant, RoomHead
from interviews.room import events, log, snapshots, state
from interviews.room import transaction as rooms
from interviews.room.transaction import LockedRoom
from interviews.sessions import verbs as sessions
from tests import cast
from tests.faults.stack import REDIS_PREFIX

P = ParamSpec("P")
R = TypeVar("R")
LONG = timedelta(hours=10)
_numbers = itertools.count(1)


@contextmanager
def at(database: str, redis: str) -> Iterator[None]:
    """This process's Django works on other services for a while, in every thread."""
    known: dict[str, Any] = connections.settings["default"]
    before = dict(known)
    elsewhere = servers.database(database)
    connection.close()
    known.update(elsewhere | {"OPTIONS": {**before["OPTIONS"], **elsewhere["OPTIONS"]}})
    bus._plain = None
    try:
        with override_settings(REDIS_URL=redis, REDIS_PREFIX=REDIS_PREFIX, CHANNEL_LAYERS=_layers(redis)):
            yield
    finally:
        bus._plain = None
        connection.close()
        known.clear()
        known.update(before)


def _layers(redis: str) -> dict[str, Any]:
    layer: Any = settings.CHANNEL_LAYERS["default"]
    (host,) = layer["CONFIG"]["hosts"]
    return {"default": layer | {"CONFIG": {"hosts": [host | {"address": redis}], "prefix": f"{REDIS_PREFIX}.layer"}}}


def migrate() -> None:
    call_command("migrate", verbosity=0)
    connection.close()


async def ask(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call what touches the database from a test's loop, and leave no connection behind."""

    def call() -> R:
        try:
            return function(*args, **kwargs)
        finally:
            connection.close()

    return await asyncio.to_thread(call)


@dataclass(frozen=True)
class Seat:
    """A person who may enter one interview, and how they prove it."""

    name: str
    session_id: UUID
    token: str


@dataclass(frozen=True)
class Interview:
    """One interview of a company of its own; `seats[0]` is the host's, `candidate` is carol's."""

    session_id: UUID
    staff: Sequence[Member]
    seats: Sequence[Seat]
    candidate: Seat


def interview(people: int = 2) -> Interview:
    """A new company with so many interviewers, all on the panel of one interview, and carol as its candidate."""
    number = next(_numbers)
    company = cast.found(f"Acme {number}", f"acme{number}.example")
    staff = [cast.hire(f"alice{n}", company, role="interviewer", number=n) for n in range(1, people + 1)]
    session = sessions.create(staff[0].as_actor(), panel=staff[1:], candidate_email="carol@home.example")
    carol = session.participants.create(
        tenant=company, email="carol@home.example", first_name="Carol", role="candidate", by_link=True
    )
    seats = [Seat(member.first_name, session.pk, _staff_token(member)) for member in staff]
    return Interview(session.pk, staff, seats, Seat("Carol", session.pk, _guest_token(carol)))


def short_lived(held: Interview, seconds: float) -> Seat:
    """The host's seat, by a token that is good for so long."""
    return Seat("alice1", held.session_id, _staff_token(held.staff[0], timedelta(seconds=seconds)))


def _staff_token(member: Member, lifetime: timedelta = LONG) -> str:
    token = access_for(member)
    token.set_exp(lifetime=lifetime)
    return str(token)


def _guest_token(guest: Participant) -> str:
    names = {"name": guest.name, "email": guest.email}
    return str(GuestToken.of(guest_id=guest.pk, tenant_id=guest.tenant_id, lifetime=LONG, **names))


def raise_hands(held: Interview, times: int) -> None:
    """So many events at once: raised, lowered, raised, …"""
    _raise_hands(held.session_id, held.staff[0].as_actor(), times=times)


@rooms.internal
def _raise_hands(room: LockedRoom, *, times: int) -> None:
    for n in range(times):
        room.mine.hand_raised = n % 2 == 0
        room.append(events.HandChanged(participant=room.mine.pk, raised=room.mine.hand_raised))
    room.mine.save(update_fields=["hand_raised"])


def talk_at_length(held: Interview, size: int) -> None:
    """A log that grows by so many bytes, in words of 4 kB."""
    for _ in range(size // 500_000):
        _talk_at_length(held.session_id, held.staff[0].as_actor())


@rooms.internal
def _talk_at_length(room: LockedRoom) -> None:
    for _ in range(125):
        room.append(events.ChatSent(channel="room", name=room.by.name, text="long " * 800))


def told(session_id: UUID) -> dict[events.Stream, list[dict[str, Any]]]:
    """The log, as it went over the wire."""
    return {
        stream: [orjson.loads(frame) for _, frame in log.read(session_id, stream, limit=1_000_000)]
        for stream in events.STREAMS
    }


class Checker:
    """No log has a gap, and folded each says what the tables say. Folds only what it has not folded before: a storm's
    logs are long, and there are many tests after it."""

    def __init__(self) -> None:
        self._folded: defaultdict[UUID, state.RoomState] = defaultdict(state.empty)
        self._heads: dict[UUID, dict[events.Stream, int]] = {}

    @transaction.atomic
    def check(self, *, all_of_them: bool = False) -> None:
        """Check the rooms whose logs have grown. One snapshot: sweepers may be at work."""
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for session_id, *numbers in RoomHead.objects.values_list("session_id", "head_all", "head_staff"):
            heads: dict[events.Stream, int] = dict(zip(("all", "staff"), numbers, strict=True))
            if all_of_them or heads != self._heads.get(session_id):
                self._fold(session_id, heads)
                assert self._folded[session_id] == snapshots.build(session_id)

    def _fold(self, session_id: UUID, heads: dict[events.Stream, int]) -> None:
        known = self._heads.get(session_id, {"all": 0, "staff": 0})
        for stream, head in heads.items():
            rows = log.read(session_id, stream, after=known[stream], limit=1_000_000)
            assert [seq for seq, _ in rows] == list(range(known[stream] + 1, head + 1)), "the log has a gap"
            for _, frame in rows:
                event = events.read(orjson.loads(frame))
                assert event is not None
                state.apply(self._folded[session_id], event)
        self._heads[session_id] = heads
