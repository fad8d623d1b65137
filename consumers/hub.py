"""One per serving process: which rooms are open here, who sits in them, and the clockwork that keeps them true.

Delivery does not depend on Redis: every second one query compares the heads of all local rooms, which heals lost
publishes, restarts of Redis and killed workers alike.
"""

import asyncio
import contextlib
import functools
import logging
import random
import uuid
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from consumers import frames
from consumers.feed import Feed
from consumers.frames import Close
from consumers.limits import PendingHandshakes
from consumers.seats import LocalRoom, Socket
from consumers.threads import Threads
from core import bus, metrics
from core.errors import Unavailable
from interviews.room import log, presence
from interviews.room.events import STREAMS, Stream
from interviews.room.timings import timings

P = ParamSpec("P")
R = TypeVar("R")
logger = logging.getLogger(__name__)
SUBSCRIBE_WAIT = 0.25
WHOLE_LOG = 1_000_000


class Hub:
    """Made with the first socket of a loop (daphne has no lifespan), closed with the process."""

    def __init__(self) -> None:
        self.id = uuid.uuid4()
        self.loop = asyncio.get_running_loop()
        self.rooms: dict[UUID, LocalRoom] = {}
        self._orphans: set[tuple[UUID, UUID, int]] = set()
        self.draining = False
        self.pending = PendingHandshakes()
        self.bus = bus.Bus()
        bus.serve(self.bus)
        self.verbs, self.reads = Threads("verb", 4), Threads("read", 2)
        self.lease = Threads("lease", 1)  # or a crowd of joins would look like our death
        self._tasks = [self.loop.create_task(work) for work in (self._tick(), self._beat(), self._sweep())]
        self.bus.subscribe("revoked", self._revoked)
        self.bus.subscribe("logged_out", self._logged_out)
        metrics.ROOMS.set_function(lambda: len(self.rooms))
        metrics.SOCKETS.set_function(lambda: sum(len(room.sockets) for room in list(self.rooms.values())))

    @staticmethod
    def here() -> "Hub":
        """This loop's hub."""
        global _hub  # noqa: PLW0603 -- one hub a process is the point
        if _hub is None or _hub.loop is not asyncio.get_running_loop():
            _hub = Hub()
        return _hub

    @staticmethod
    def present() -> "Hub | None":
        """The process's hub, if a socket has ever come."""
        return _hub

    async def drain(self) -> None:
        """Ask everybody to come back elsewhere, each at a moment of their own, and keep their places meanwhile."""
        self.draining = True
        for socket in [socket for room in self.rooms.values() for socket in room.sockets]:
            delay = random.uniform(0, timings().drain_stagger)  # noqa: S311 -- spreads load, guards nothing
            socket.writer.send(frames.encode({"type": "drain", "after_ms": int(delay * 1000)}))
            self.loop.call_later(delay + 0.1, socket.close, Close.DRAINING, "This server is going down; come back.")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timings().drain * 2 / 3):
                while self.rooms:
                    await asyncio.sleep(0.05)
        with contextlib.suppress(Unavailable):
            await self.read(presence.retire, self.id)

    async def close(self) -> None:
        global _hub  # noqa: PLW0603 -- one hub a process is the point
        _hub = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        bus.serve(None)
        await self.bus.close()
        for threads in (self.verbs, self.reads, self.lease):
            await self.loop.run_in_executor(None, threads.close)

    # -- the database, from the loop -------------------------------------------------------------------------------
    async def run(self, room: LocalRoom, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call a verb in a thread: one at a time per room, so that a hot room cannot take every thread.

        Raises Unavailable after 2.5 s: the outcome is then unknown, and a re-send with the same id finds out.
        """
        async with room.turn:
            return await self.verbs.call(function, *args, **kwargs)

    async def read(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        return await self.reads.call(function, *args, **kwargs)

    # -- rooms -----------------------------------------------------------------------------------------------------
    def room(self, session_id: UUID) -> LocalRoom:
        if session_id not in self.rooms:
            room = self.rooms[session_id] = LocalRoom(Feed(session_id))
            confirmed = self.bus.subscribe(room.topic, functools.partial(self._receive, room))
            room.loading = self.loop.create_task(self._load(room, confirmed))
        return self.rooms[session_id]

    async def loaded(self, room: LocalRoom) -> None:
        """Wait until the room's log was read. Raises Unavailable when it cannot be."""
        if room.loading is not None:
            await asyncio.shield(room.loading)

    async def caught_up(self, room: LocalRoom, socket: Socket, known: Mapping[Stream, int] | None) -> None:
        """Read the log before a newcomer looks, where this process lags behind the newcomer's own arrival or position."""
        feed = room.feed
        ahead = known is not None and any(known.get(stream, 0) > feed.head(stream) for stream in socket.streams)
        if ahead or not feed.has_arrived(socket.participant):
            await self.heal(room)

    def sit(self, room: LocalRoom, socket: Socket) -> None:
        room.sockets.add(socket)

    def leave(self, room: LocalRoom, socket: Socket) -> None:
        room.sockets.discard(socket)
        if not room.sockets and self.rooms.get(room.feed.session_id) is room:
            del self.rooms[room.feed.session_id]
            self.bus.unsubscribe(room.topic)
            room.stop()

    async def _load(self, room: LocalRoom, confirmed: asyncio.Event) -> None:
        """Subscribe, then read: what is published meanwhile is held and joins on without a gap."""
        with contextlib.suppress(TimeoutError):  # without Redis the tick delivers
            async with asyncio.timeout(SUBSCRIBE_WAIT):
                await confirmed.wait()
        heads = await self.read(log.heads, [room.feed.session_id])
        room.feed.epoch = heads[room.feed.session_id].epoch
        await self.heal(room)
        room.feed.loaded = True
        for stream in STREAMS:
            room.feed.load(stream, sorted(room.feed.tails[stream].held.items()))

    def _receive(self, room: LocalRoom, message: bytes) -> None:
        kind, _, rest = message.partition(b" ")
        if kind == b"signal":
            room.relay(rest)
        elif kind == b"replaced":
            participant, _, generation = rest.partition(b" ")
            room.replace(UUID(participant.decode()), int(generation))
        else:
            stream: Stream = "all" if kind == b"all" else "staff"
            seq, _, frame = rest.partition(b" ")
            text = frame.decode()
            if heard := room.feed.offer(stream, int(seq), text):
                room.on_events(heard)
                self.loop.call_soon(metrics.written, text)  # after the writers that were just woken
            if room.feed.has_hole and room.feed.loaded and room.healing is None:
                room.healing = self.loop.create_task(self._fill(room))

    async def _fill(self, room: LocalRoom) -> None:
        try:
            await asyncio.sleep(timings().hole)
            if room.feed.has_hole:
                await self.heal(room)
        finally:
            room.healing = None

    async def heal(self, room: LocalRoom) -> None:
        """Read what this process has not heard. One at a time per room; failing is the tick's to repeat."""
        async with room.reading:
            for stream in STREAMS:
                while True:
                    after = room.feed.head(stream)
                    rows = await self.read(log.read, room.feed.session_id, stream, after=after, limit=2000)
                    heard = room.feed.load(stream, rows)
                    room.on_events(heard)
                    if heard and room.feed.loaded:
                        self._note_healing(room, [text for _, text in rows[-len(heard) :]])
                    if len(rows) < 2000:  # noqa: PLR2004 -- the limit above
                        break

    def _note_healing(self, room: LocalRoom, texts: list[str]) -> None:
        logger.info("room healed", extra={"session": str(room.feed.session_id), "events": len(texts)})
        metrics.HEALED.inc(len(texts))
        for text in texts:
            self.loop.call_soon(metrics.written, text)

    async def page(self, feed: Feed, stream: Stream, *, after: int, limit: int) -> list[tuple[int, str]]:
        """For a writer whose reader is further behind than the tail. Empty when the log cannot be read now."""
        with contextlib.suppress(Unavailable):
            return await self.read(log.read, feed.session_id, stream, after=after, upto=feed.head(stream), limit=limit)
        return []

    def _revoked(self, message: bytes) -> None:
        """A link was revoked or a member removed: whoever it is, their sockets close."""
        for socket in self._belonging_to(message.decode()):
            socket.revoked()

    def _logged_out(self, message: bytes) -> None:
        for socket in self._belonging_to(message.decode()):
            socket.logged_out()

    def _belonging_to(self, subject: str) -> list[Socket]:
        return [socket for room in self.rooms.values() for socket in room.belonging_to(subject)]

    # -- the clockwork ---------------------------------------------------------------------------------------------
    async def _every(self, seconds: float, work: Callable[[], Any]) -> None:
        while True:
            await asyncio.sleep(seconds * random.uniform(0.8, 1.2))  # noqa: S311 -- spreads load, guards nothing
            try:
                await work()
            except Unavailable:
                logger.warning("the database does not answer")
            except Exception:
                logger.exception("the hub's clockwork failed, and goes on")

    async def _tick(self) -> None:
        await self._every(timings().tick, self._compare)

    async def _beat(self) -> None:
        await self._every(timings().hub_beat, self._renew)

    async def _sweep(self) -> None:
        """Begins only after this process itself has been able to say it lives for as long as it demands of others:
        an outage of the database must not look like the death of everybody."""
        await asyncio.sleep(timings().hub_lost)
        await self._every(timings().sweep, lambda: self.read(presence.sweep))

    async def _compare(self) -> None:
        now = monotonic()
        for local in list(self.rooms.values()):
            local.enforce_limits(now)
            local.retry_stalled()
        known = {session_id: room.feed.heads() for session_id, room in self.rooms.items() if room.feed.loaded}
        if not known:
            return
        for session_id, heads in (await self.read(log.moved, known)).items():
            if (room := self.rooms.get(session_id)) is not None and room.feed.loaded:
                room.feed.epoch = heads.epoch
                await self.heal(room)

    async def _renew(self) -> None:
        """Say that we live, and hold what the rows say of our sockets against what we hold: the bus may have lost it."""
        now = monotonic()
        everybody = [(room, socket) for room in self.rooms.values() for socket in room.sockets]
        for room, socket in everybody:
            if socket.is_lost(now - timings().hub_lost):  # its close went unheeded: no consumer stands behind it
                socket.close(Close.RESTART, "No answer to a ping.")
                self.leave(room, socket)
        held = [(room, socket) for room, socket in everybody if socket.seated and not socket.is_lost(now)]
        here = [socket.participant for _, socket in held]
        standing, orphans = await self.lease.call(presence.beat, self.id, here)
        for room, socket in held:
            row = standing.get(socket.participant)
            if row is None:
                socket.close(Close.RESTART, "Your place was given up; come back.")
            elif not row.welcome:
                socket.revoked()
            elif row.logged_out:
                socket.logged_out()
            elif row.generation != socket.generation:
                socket.replaced()
            elif row.given_up:
                await self.run(
                    room,
                    presence.restore,
                    room.feed.session_id,
                    None,
                    participant_id=socket.participant,
                    generation=socket.generation,
                    hub=self.id,
                )
        # A hello whose verb outlived its deadline leaves a row without a socket; one just being seated is seen only once.
        for session_id, participant, generation in orphans & self._orphans:
            await self.read(presence.disconnect, session_id, None, participant_id=participant, generation=generation)
        self._orphans = orphans


_hub: Hub | None = None
