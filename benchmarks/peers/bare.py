"""The cost of durability alone on this machine: a command's statements through bare psycopg, without rooms or sockets."""

import time
import uuid

import psycopg


def commits(url: str, session: uuid.UUID, *, seconds: float) -> list[float]:
    """Lock a room, change a row, append an event, store the command, commit; again and again on one connection.

    Returns the seconds that each round took.
    """
    taken = []
    with psycopg.connect(url) as connection:
        ends = time.perf_counter() + seconds
        while (began := time.perf_counter()) < ends:
            _commit(connection, session)
            taken.append(time.perf_counter() - began)
    return taken


def _commit(connection: psycopg.Connection, session: uuid.UUID) -> None:
    lock = "SELECT head_all FROM room_head WHERE session_id = %s FOR UPDATE"
    (head,) = connection.execute(lock, [session]).fetchone() or (0,)
    connection.execute("UPDATE interviews_videosession SET locked = NOT locked WHERE id = %s", [session])
    connection.execute(
        "WITH head AS (UPDATE room_head SET head_all = head_all + 1 WHERE session_id = %s), "
        "done AS (INSERT INTO room_command (session_id, actor, command, events) VALUES (%s, 'bare', %s, '[]')) "
        "INSERT INTO room_event (session_id, stream, seq, type, at, frame) VALUES (%s, 'all', %s, 'bare', now(), %s)",
        [session, session, uuid.uuid4(), session, head + 1, "x" * 200],
    )
    connection.commit()
