"""One task writes to one socket, reading the room by cursor: no queue per socket, no reader that stalls the others.

A reader that does not say how far it has come is paused after 256 events or 256 KiB, and closed 20 s later.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from consumers.feed import Feed
from consumers.frames import Close
from interviews.events import Stream
from interviews.timings import timings

WINDOW = 256
WINDOW_BYTES = 256 * 1024
MAX_DIRECT = 512
PAGE = 200

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Log(Protocol):
    """Reads what the feed no longer holds."""

    async def page(self, feed: Feed, stream: Stream, *, after: int, limit: int) -> list[tuple[int, str]]: ...


class Writer:
    """Everything a socket is sent goes through here, in order: answers first, then the room's events."""

    def __init__(self, send: Send, log: Log) -> None:
        self._send = send
        self._log = log
        self._direct: deque[str] = deque()
        self._wake = asyncio.Event()
        self._feed: Feed | None = None
        self._cursor: dict[Stream, int] = {}
        self._unacked: dict[Stream, deque[int]] = {}
        self._unacked_bytes = 0
        self._closing: tuple[int, str] | None = None
        self.busy = False  # a frame is being carried out: its answer still goes out before a close
        self.paused_since: float | None = None
        self.task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self.task = asyncio.get_running_loop().create_task(self._run())

    def follow(self, feed: Feed, cursor: dict[Stream, int]) -> None:
        """From now on send what the room hears after `cursor`."""
        self._feed = feed
        self._cursor = dict(cursor)
        self._unacked = {stream: deque() for stream in cursor}
        self._wake.set()

    def wake(self) -> None:
        self._wake.set()

    def say(self, frame: str) -> None:
        """An answer or another frame outside the streams. A client that reads none of 512 is closed."""
        self._direct.append(frame)
        if len(self._direct) > MAX_DIRECT:
            self.close(Close.SLOW, "You do not read what you are sent.")
        self._wake.set()

    def signal(self, frame: str) -> None:
        """At most once: dropped where the client is behind."""
        if len(self._direct) < MAX_DIRECT // 2:
            self.say(frame)

    def close(self, code: int, reason: str = "") -> None:
        """Send what is ready, then close. The first reason given stands."""
        self._closing = self._closing or (int(code), reason)
        self._wake.set()

    @property
    def closing(self) -> bool:
        return self._closing is not None

    def applied(self, position: dict[Stream, int]) -> bool:
        """The client has come so far. False when it claims what it was never sent."""
        for stream, sizes in self._unacked.items():
            upto = position.get(stream, 0)
            if upto > self._cursor[stream]:
                return False
            while sizes and self._cursor[stream] - len(sizes) < upto:
                self._unacked_bytes -= sizes.popleft()
        if self.paused_since is not None and not self._full:
            self.paused_since = None
            self._wake.set()
        return True

    @property
    def _full(self) -> bool:
        return sum(map(len, self._unacked.values())) >= WINDOW or self._unacked_bytes >= WINDOW_BYTES

    def is_stuck(self, now: float) -> bool:
        return self.paused_since is not None and now - self.paused_since > timings().slow_reader

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._direct:
                await self._send({"type": "websocket.send", "text": self._direct.popleft()})
            for stream in self._cursor:
                await self._catch_up(stream)
            if self._closing and not self._direct and not self.busy:
                code, reason = self._closing
                await self._send({"type": "websocket.close", "code": code, "reason": reason})
                return

    async def _catch_up(self, stream: Stream) -> None:
        feed = self._feed
        while feed is not None and self._cursor[stream] < feed.head(stream) and not self._pauses():
            after = self._cursor[stream]
            tail = feed.tails[stream]
            if after + 1 >= tail.first:
                ready = list(tail.after(after))[:PAGE]
            else:
                ready = [frame for _, frame in await self._log.page(feed, stream, after=after, limit=PAGE)]
            if not ready:  # the log could not be read; the tick wakes us again
                return
            for frame in ready:
                self._cursor[stream] += 1
                self._unacked[stream].append(len(frame))
                self._unacked_bytes += len(frame)
                await self._send({"type": "websocket.send", "text": frame})
                if self._pauses():
                    break

    def _pauses(self) -> bool:
        if not self._full or (self._closing and self.paused_since is None):  # who reads hears the end of the story
            return False
        self.paused_since = self.paused_since or asyncio.get_running_loop().time()
        return True
