"""The room's invariant: folding a session's log gives the state that its tables hold. For operators, and for every test."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, transaction
from pydantic import ValidationError

from interviews.room import events, log, snapshots, state

PAGE = 1000


class BrokenLog(Exception):
    """The log has a gap, ends elsewhere than its head, or holds an event that cannot be applied."""


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Read as of one instant (REPEATABLE READ), without blocking the room. Has no effect inside a transaction."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def fold(session_id: UUID) -> state.RoomState:
    """Fold the whole log of a session. Events of types that this version does not know are skipped.

    Raises BrokenLog.
    """
    room = state.empty()
    heads = log.heads([session_id]).get(session_id)
    for stream in events.STREAMS:
        last = 0
        for seq, frame in _frames(session_id, stream):
            if seq != last + 1:
                raise BrokenLog(f"stream {stream}: {last + 1} is missing")
            last = seq
            try:
                if event := events.read(orjson.loads(frame)):
                    state.apply(room, event)
            except (KeyError, ValidationError, orjson.JSONDecodeError) as error:
                raise BrokenLog(f"stream {stream}: {seq} cannot be applied ({type(error).__name__})") from error
        if heads is None or heads.of(stream) != last:
            raise BrokenLog(f"stream {stream}: the log ends at {last}, its head is {heads and heads.of(stream)}")
    return room


def _frames(session_id: UUID, stream: events.Stream) -> Iterator[tuple[int, str]]:
    after = 0
    while rows := log.read(session_id, stream, after=after, limit=PAGE):
        yield from rows
        after = rows[-1][0]


def differences(session_id: UUID) -> list[str]:
    """One line for each value that the log and the tables state differently, none when they agree:

    `all.participants.1f0c….muted: true by the log, false by the tables`
    """
    with one_snapshot():
        tables = snapshots.build(session_id)
        try:
            folded = fold(session_id)
        except BrokenLog as error:
            return [str(error)]
    return list(_compare("", folded.model_dump(mode="json"), tables.model_dump(mode="json")))


def _compare(path: str, folded: Any, table: Any) -> Iterator[str]:
    if isinstance(folded, dict) and isinstance(table, dict):
        for key in [*folded, *(key for key in table if key not in folded)]:
            yield from _compare(f"{path}.{key}" if path else key, folded.get(key), table.get(key))
    elif folded != table:
        yield f"{path}: {orjson.dumps(folded).decode()} by the log, {orjson.dumps(table).decode()} by the tables"
