"""Everything one socket is sent, read from the room by cursor: no queue per socket, no reader that stalls the others.

A reader that does not say how far it has come is paused after 256 events or 256 KiB, and closed 20 s later.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from time import monotonic
from typing import Any, Protocol

from consumers.feed import EncodedFrame, Feed
from consumers.frames import Close
from core import metrics
from interviews.room.events import Stream
from interviews.room.timings import timings

WINDOW = 256
WINDOW_BYTES = 256 * 1024
MAX_DIRECT = 512
PAGE = 200
DIRECT = "te.direct"  # the scope extension under which a server offers it

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Direct(Protocol):
    """The way past ASGI that a server may offer: frames ready to go, straight to the transport, and texts straight from it."""

    def listen(self, on_text: Callable[[str], None]) -> None:
        """Texts that come from now on go to `on_text`, which neither waits nor raises."""

    def is_open(self) -> bool:
        """Whether a write would neither wait nor come after a close."""

    def write(self, frames: bytes) -> None: ...


class Log(Protocol):
    """Reads what the feed no longer holds."""

    async def page(self, feed: Feed, stream: Stream, *, after: int, limit: int) -> list[tuple[int, str]]: ...


class Writer:
    """Everything a socket is sent goes through here, in order: answers first, then the room's events.

    Where the server lets us (`direct`, see `consumers.servers`) frames go to the transport at once and in one write. A
    task runs only while a reader is slow, a page of the log is needed, a close is due, or the server knows plain ASGI
    alone: ten thousand idle sockets have none. Lists, not deques: an empty deque takes 600 bytes.
    """

    def __init__(self, send: Send, log: Log, direct: Direct | None = None) -> None:
        self._send = send
        self._log = log
        self._straight = direct
        self._direct: list[EncodedFrame] = []
        self._feed: Feed | None = None
        self._cursor: dict[Stream, int] = {}
        self._pages: dict[Stream, deque[EncodedFrame]] = {}
        self._unacked: dict[Stream, list[int]] = {}
        self._unacked_bytes = 0
        self._again = False  # woken while the task was at work
        self._stopped = False
        self._closing: tuple[int, str] | None = None
        self.waits_for_log = False
        self.busy = False  # a frame is being carried out: its answer still goes out before a close
        self.paused_since: float | None = None
        self.task: asyncio.Task[None] | None = None

    def stop(self) -> None:
        """The connection is gone: nothing is sent from now on."""
        self._stopped = True
        if self.task is not None:
            self.task.cancel()

    def follow(self, feed: Feed, cursor: dict[Stream, int]) -> None:
        """From now on send what the room hears after `cursor`."""
        self._feed = feed
        self._cursor = dict(cursor)
        self._unacked = {stream: [] for stream in cursor}
        self._pages = {}
        self.wake()

    def wake(self) -> None:
        """There may be something to send: straight away if the transport takes it, else by the task."""
        line = self._line()
        if line is None:
            self._hand_over()
            return
        if batch := self._ready():
            line.write(b"".join([frame.wire for frame in batch]))
        if self._lags():
            self._hand_over()

    def _line(self) -> Direct | None:
        """The transport, if it takes frames now and the task has none under way, which must go first."""
        line = self._straight
        if line is None or self._closing or self._works or self._stopped or not line.is_open():
            return None
        return line

    @property
    def _works(self) -> bool:
        return self.task is not None and not self.task.done()

    def _hand_over(self) -> None:
        if self._works:
            self._again = True
        elif not self._stopped:
            self.task = asyncio.get_running_loop().create_task(self._run())

    def send(self, text: str) -> None:
        """An answer or another frame outside the streams. A client that reads none of 512 is closed."""
        self.enqueue(EncodedFrame(text))

    def enqueue(self, frame: EncodedFrame) -> None:
        self._direct.append(frame)
        if len(self._direct) > MAX_DIRECT:
            self.close(Close.SLOW, "You do not read what you are sent.")
        self.wake()

    def signal(self, frame: EncodedFrame) -> None:
        """At most once: dropped where the client is behind."""
        if not self._direct and (line := self._line()) is not None:
            line.write(frame.wire)
        elif len(self._direct) < MAX_DIRECT // 2:
            self.enqueue(frame)

    def close(self, code: int, reason: str = "") -> None:
        """Send what is ready, then close. The first reason given stands."""
        self._closing = self._closing or (int(code), reason)
        self._hand_over()

    @property
    def closing(self) -> bool:
        return self._closing is not None

    def applied(self, position: dict[Stream, int]) -> bool:
        """The client has come so far. False when it claims what it was never sent."""
        for stream, sizes in self._unacked.items():
            upto = position.get(stream, 0)
            if upto > self._cursor[stream]:
                return False
            known = upto - (self._cursor[stream] - len(sizes))
            if known > 0:
                self._unacked_bytes -= sum(sizes[:known])
                del sizes[:known]
        if self.paused_since is not None and not self._full:
            self.paused_since = None
            self.wake()
        return True

    @property
    def _full(self) -> bool:
        return sum(map(len, self._unacked.values())) >= WINDOW or self._unacked_bytes >= WINDOW_BYTES

    def is_stuck(self, now: float) -> bool:
        return self.paused_since is not None and now - self.paused_since > timings().slow_reader

    async def _run(self) -> None:
        try:
            while True:
                self._again = False
                await self._send_all()
                if self._closing and not (self._direct or self.busy):
                    self._stopped = True
                    code, reason = self._closing
                    metrics.CLOSED.labels(code).inc()
                    await self._send({"type": "websocket.close", "code": code, "reason": reason})
                    return
                if not self._again:
                    return
        except OSError:  # how servers say that the connection is gone, before they say it to the consumer
            self._stopped = True

    async def _send_all(self) -> None:
        while True:
            while batch := self._ready():
                for frame in batch:
                    await self._send({"type": "websocket.send", "text": frame.text})
            self.waits_for_log = self._lags() and not await self._turn_page()
            if self.waits_for_log or not self._lags():
                return

    def _ready(self) -> list[EncodedFrame]:
        """What may be sent now, without waiting for anything; the cursor moves with it."""
        batch, self._direct = self._direct, []
        for stream in self._cursor:
            batch += self._following(stream)
        return batch

    def _following(self, stream: Stream) -> list[EncodedFrame]:
        feed, page = self._feed, self._pages.get(stream)
        if feed is None or self._cursor[stream] >= feed.head(stream):
            return []
        tail = feed.tails[stream]
        sent: list[EncodedFrame] = []
        source: Iterator[EncodedFrame] = iter(page or ())
        if not page and self._cursor[stream] + 1 >= tail.first:
            source = iter(tail.after(self._cursor[stream]))
        while len(sent) < PAGE and not self._pauses() and (frame := next(source, None)) is not None:
            sent.append(frame)
            self._cursor[stream] += 1
            self._unacked[stream].append(frame.size)
            self._unacked_bytes += frame.size
        if page:
            for _ in sent:
                page.popleft()
        return sent

    def _lags(self) -> bool:
        """Whether there is more to send than was ready, and the reader is not the reason."""
        feed = self._feed
        behind = feed is not None and any(self._cursor[stream] < feed.head(stream) for stream in self._cursor)
        return behind and not self._pauses()

    async def _turn_page(self) -> bool:
        """Fetch what the feed no longer holds. False when the log cannot be read now: the tick wakes us again."""
        turned = True
        for stream, after in list(self._cursor.items()):
            feed = self._feed
            if feed is not None and not self._pages.get(stream) and after + 1 < feed.tails[stream].first:
                rows = await self._log.page(feed, stream, after=after, limit=PAGE)
                self._pages[stream] = deque(EncodedFrame(text) for _, text in rows)
                turned = turned and bool(rows)
        return turned

    def _pauses(self) -> bool:
        if not self._full or (self._closing and self.paused_since is None):  # who reads hears the end of the story
            return False
        self.paused_since = self.paused_since or monotonic()
        return True
