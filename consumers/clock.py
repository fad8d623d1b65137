"""A hub's periodic work: compare heads every second, renew the lease every 5 s, sweep expired leases."""

import asyncio
import logging
import random
from collections.abc import Callable, Coroutine
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import UUID

from consumers.frames import CloseCode
from consumers.local_room import LocalRoom
from consumers.sockets import Socket
from core.errors import Unavailable
from interviews.room import log, presence
from interviews.room.timings import timings

if TYPE_CHECKING:
    from consumers.hub import RoomHub

logger = logging.getLogger(__name__)


class Clock:
    """Starts with its hub. Each kind of work has a task of its own, and goes on after an error."""

    def __init__(self, hub: "RoomHub") -> None:
        self._hub = hub
        self._orphans: set[tuple[UUID, UUID, int]] = set()
        limits = timings()
        self._tasks = [
            hub.loop.create_task(self._every(limits.tick, self.compare)),
            hub.loop.create_task(self._every(limits.hub_beat, self.renew)),
            hub.loop.create_task(self._sweep()),
        ]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _every(self, seconds: float, work: Callable[[], Coroutine[Any, Any, object]]) -> None:
        while True:
            await asyncio.sleep(seconds * random.uniform(0.8, 1.2))  # noqa: S311 -- spreads load, guards nothing
            try:
                await work()
            except Unavailable:
                logger.warning("the database does not answer")
            except Exception:
                logger.exception("the hub's clockwork failed, and goes on")

    async def _sweep(self) -> None:
        """Wait one lease before the first sweep: during a database outage no process can renew, and sweeping at once would
        evict everybody."""
        await asyncio.sleep(timings().hub_lost)
        await self._every(timings().sweep, lambda: self._hub.read(presence.sweep))

    async def compare(self) -> None:
        """Enforce the sockets' limits, and heal every room that is behind the log: one query for all of them."""
        hub, now = self._hub, monotonic()
        for local in list(hub.rooms.values()):
            local.enforce_limits(now)
            local.retry_stalled()
        known = {session_id: room.feed.heads() for session_id, room in hub.rooms.items() if room.feed.loaded}
        if not known:
            return
        for session_id, heads in (await hub.read(log.moved, known)).items():
            if (room := hub.rooms.get(session_id)) is not None and room.feed.loaded:
                room.feed.epoch = heads.epoch
                await hub.heal(room)

    async def renew(self) -> None:
        """Renew this process's lease, and compare the rows of its connections with its sockets: the bus and the channel
        layer may have lost a message."""
        hub, now = self._hub, monotonic()
        everybody = [(room, socket) for room in hub.rooms.values() for socket in room.sockets]
        for room, socket in everybody:
            if socket.is_lost(now - timings().hub_lost):  # its close had no effect: no consumer is behind it
                socket.close(CloseCode.RESTART, "No answer to a ping.")
                hub.leave(room, socket)
        held = [(room, socket) for room, socket in everybody if socket.is_connected and not socket.is_lost(now)]
        standing, orphans = await hub.lease.call(presence.beat, hub.id, [socket.participant for _, socket in held])
        for room, socket in held:
            await self._apply(room, socket, standing.get(socket.participant))
        # A hello whose verb outlived its deadline leaves a row without a socket. A connection in the making is in only
        # one of two beats, so the second confirms it.
        for session_id, participant, generation in orphans & self._orphans:
            await hub.read(presence.disconnect, session_id, None, participant_id=participant, generation=generation)
        self._orphans = orphans

    async def _apply(self, room: LocalRoom, socket: Socket, row: presence.Standing | None) -> None:
        """Close a socket whose row does not allow it any more; take its place back where others gave it up."""
        if row is None:
            socket.close(CloseCode.RESTART, "Your place was given up; come back.")
        elif not row.welcome:
            socket.close_revoked()
        elif row.logged_out:
            socket.close_logged_out()
        elif row.generation != socket.generation:
            socket.close_replaced()
        elif row.given_up:
            await self._hub.run(
                room,
                presence.restore,
                room.feed.session_id,
                None,
                participant_id=socket.participant,
                generation=socket.generation,
                hub=self._hub.id,
            )
