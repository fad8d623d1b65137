"""The hub: one per serving process. It holds the rooms that have sockets here, and keeps their feeds equal to the log.

Delivery does not depend on Redis: every second the clock (`consumers.clock`) compares the heads of all local rooms with the
log, which heals lost publishes, restarts of Redis and killed workers alike.
"""

import asyncio
import contextlib
import functools
import logging
import random
import uuid
from collections.abc import Callable, Mapping
from typing import ParamSpec, TypeVar
from uuid import UUID

from consumers import frames
from consumers.clock import Clock
from consumers.feed import Feed
from consumers.frames import CloseCode
from consumers.limits import PendingHandshakes
from consumers.local_room import LocalRoom
from consumers.sockets import Socket
from consumers.threads import Threads
from core import bus, metrics, notices
from core.errors import Unavailable
from core.notices import Notice, NoticeListener
from interviews.room import bus_messages, log, presence
from interviews.room.bus_messages import EventMessage, ReplacedMessage, SignalMessage
from interviews.room.events import STREAMS, Stream
from interviews.room.timings import timings

P = ParamSpec("P")
R = TypeVar("R")
logger = logging.getLogger(__name__)
SUBSCRIBE_WAIT = 0.25
HEAL_PAGE = 2000


class RoomHub:
    """Created with the first socket of a loop (daphne has no lifespan), closed with the process."""

    def __init__(self) -> None:
        self.id = uuid.uuid4()
        self.loop = asyncio.get_running_loop()
        self.rooms: dict[UUID, LocalRoom] = {}
        self.draining = False
        self.pending = PendingHandshakes()
        self.bus = bus.Bus()
        bus.serve(self.bus)
        self.verbs, self.reads = Threads("verb", 4), Threads("read", 2)
        self.lease = Threads("lease", 1)  # of its own: a crowd of joins must not delay the renewal
        self.clock = Clock(self)
        self.notices = NoticeListener(self._on_notice)
        notices.serve(self.notices)
        metrics.ROOMS.set_function(lambda: len(self.rooms))
        metrics.SOCKETS.set_function(lambda: sum(len(room.sockets) for room in list(self.rooms.values())))

    @staticmethod
    def here() -> "RoomHub":
        """The hub of the running loop, created if need be."""
        global _hub  # noqa: PLW0603 -- one hub a process is the point
        if _hub is None or _hub.loop is not asyncio.get_running_loop():
            _hub = RoomHub()
        return _hub

    @staticmethod
    def present() -> "RoomHub | None":
        """The process's hub, if a socket has ever come."""
        return _hub

    async def drain(self) -> None:
        """Ask every client to come back elsewhere, each at a random moment, and keep their places meanwhile."""
        self.draining = True
        for socket in [socket for room in self.rooms.values() for socket in room.sockets]:
            delay = random.uniform(0, timings().drain_stagger)  # noqa: S311 -- spreads load, guards nothing
            socket.writer.send(frames.encode({"type": "drain", "after_ms": int(delay * 1000)}))
            self.loop.call_later(delay + 0.1, socket.close, CloseCode.DRAINING, "This server is going down; come back.")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timings().drain * 2 / 3):
                while self.rooms:
                    await asyncio.sleep(0.05)
        with contextlib.suppress(Unavailable):
            await self.read(presence.retire, self.id)

    async def close(self) -> None:
        global _hub  # noqa: PLW0603 -- one hub a process is the point
        _hub = None
        await self.clock.stop()
        bus.serve(None)
        notices.serve(None)
        await self.bus.close()
        await self.notices.close()
        for threads in (self.verbs, self.reads, self.lease):
            await self.loop.run_in_executor(None, threads.close)

    # -- the database, from the loop -------------------------------------------------------------------------------
    async def run(self, room: LocalRoom, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call a verb in a thread: one at a time per room, so that a busy room cannot take every thread.

        Raises Unavailable after 2.5 s: the outcome is then unknown, and a re-send with the same id finds out.
        """
        async with room.turn:
            return await self.verbs.call(function, *args, **kwargs)

    async def read(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call a query in a thread. Raises Unavailable after 2.5 s."""
        return await self.reads.call(function, *args, **kwargs)

    # -- rooms -----------------------------------------------------------------------------------------------------
    def room(self, session_id: UUID) -> LocalRoom:
        """The room; the first call subscribes to its topic and begins to read its log (see `loaded`)."""
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
        """Read the log before a welcome, if this process lags behind the person's own arrival or the client's position."""
        feed = room.feed
        ahead = known is not None and any(known.get(stream, 0) > feed.head(stream) for stream in socket.streams)
        if ahead or not feed.has_arrived(socket.participant):
            await self.heal(room)

    def join(self, room: LocalRoom, socket: Socket) -> None:
        room.sockets.add(socket)

    def leave(self, room: LocalRoom, socket: Socket) -> None:
        """Remove the socket; with the last one the room is given up."""
        room.sockets.discard(socket)
        if not room.sockets and self.rooms.get(room.feed.session_id) is room:
            del self.rooms[room.feed.session_id]
            self.bus.unsubscribe(room.topic)
            room.stop()

    async def _load(self, room: LocalRoom, confirmed: asyncio.Event) -> None:
        """Subscribe, then read: the feed holds what is published meanwhile and appends it without a gap."""
        with contextlib.suppress(TimeoutError):  # without Redis the clock delivers
            async with asyncio.timeout(SUBSCRIBE_WAIT):
                await confirmed.wait()
        heads = await self.read(log.heads, [room.feed.session_id])
        room.feed.epoch = heads[room.feed.session_id].epoch
        await self.heal(room)
        room.feed.loaded = True
        for stream in STREAMS:
            room.feed.load(stream, sorted(room.feed.tails[stream].held.items()))

    def _receive(self, room: LocalRoom, message: bytes) -> None:
        match bus_messages.decode(message):
            case SignalMessage() as signal:
                room.relay(signal)
            case ReplacedMessage(participant, generation):
                room.close_older(participant, generation)
            case EventMessage(stream, seq, frame):
                if applied := room.feed.offer(stream, seq, frame):
                    room.on_events(applied)
                    self.loop.call_soon(metrics.written, frame)  # after the writers that were just woken
                if room.feed.has_hole and room.feed.loaded and room.healing is None:
                    room.healing = self.loop.create_task(self._fill(room))

    async def _fill(self, room: LocalRoom) -> None:
        """Wait for the missing events, 30 ms, then read them from the log."""
        try:
            await asyncio.sleep(timings().hole)
            if room.feed.has_hole:
                await self.heal(room)
        finally:
            room.healing = None

    async def heal(self, room: LocalRoom) -> None:
        """Read the events that the bus has not brought, one read at a time per room.

        Raises Unavailable when the log cannot be read: the clock tries again.
        """
        async with room.reading:
            for stream in STREAMS:
                while True:
                    after = room.feed.head(stream)
                    rows = await self.read(log.read, room.feed.session_id, stream, after=after, limit=HEAL_PAGE)
                    applied = room.feed.load(stream, rows)
                    room.on_events(applied)
                    if applied and room.feed.loaded:
                        self._note_healing(room, [text for _, text in rows[-len(applied) :]])
                    if len(rows) < HEAL_PAGE:
                        break

    def _note_healing(self, room: LocalRoom, texts: list[str]) -> None:
        logger.info("room healed", extra={"session": str(room.feed.session_id), "events": len(texts)})
        metrics.HEALED.inc(len(texts))
        for text in texts:
            self.loop.call_soon(metrics.written, text)

    async def page(self, feed: Feed, stream: Stream, *, after: int, limit: int) -> list[tuple[int, str]]:
        """Read events older than the feed's tail, for a writer. Empty when the log cannot be read now."""
        with contextlib.suppress(Unavailable):
            return await self.read(log.read, feed.session_id, stream, after=after, upto=feed.head(stream), limit=limit)
        return []

    def _on_notice(self, notice: Notice) -> None:
        """Close the connections of a person whose link was revoked, who was removed or has logged out."""
        for socket in [socket for room in self.rooms.values() for socket in room.belonging_to(notice["subject"])]:
            match notice["type"]:
                case "access.revoked":
                    socket.close_revoked()
                case "member.logged_out":
                    socket.close_logged_out()


_hub: RoomHub | None = None
