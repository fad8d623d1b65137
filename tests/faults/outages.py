"""The ways in which PostgreSQL is there and does not answer."""

import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import psycopg

from tests.faults.stack import Stack


@dataclass(frozen=True)
class Outage:
    stack: Stack
    session_id: UUID

    @property
    def maintenance(self) -> str:
        return self.stack.database.replace("/talent_engine", "/postgres")


@asynccontextmanager
async def hanging(outage: Outage) -> AsyncIterator[None]:
    """Every process of it is stopped: connections stay open and nobody answers."""
    family = _family(outage.stack.postgres.child.pid)
    for pid in family:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in family:
            os.kill(pid, signal.SIGCONT)


@asynccontextmanager
async def locked(outage: Outage) -> AsyncIterator[None]:
    """Somebody holds the room's lock and does not let go."""
    async with await psycopg.AsyncConnection.connect(outage.stack.database) as connection:
        await connection.execute("SELECT 1 FROM room_head WHERE session_id = %s FOR UPDATE", [outage.session_id])
        yield


@asynccontextmanager
async def refusing(outage: Outage) -> AsyncIterator[None]:
    """Every connection has ended and no new one is accepted, as when there are too many."""
    async with await psycopg.AsyncConnection.connect(outage.maintenance, autocommit=True) as connection:
        await connection.execute("ALTER DATABASE talent_engine ALLOW_CONNECTIONS false")
        try:
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'talent_engine'"
            )
            yield
        finally:
            await connection.execute("ALTER DATABASE talent_engine ALLOW_CONNECTIONS true")


def _family(postmaster: int) -> list[int]:
    """The postmaster first, lest it start new ones, and all its children."""
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    return [postmaster, *map(int, children)]
