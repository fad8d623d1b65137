"""Sends one socket its frames, reading the room by cursor: no queue per socket, and no reader stalls the others.

Back-pressure: a client that does not acknowledge (`position`) is paused after 256 events or 256 KiB, the send window, and
closed 20 s later.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable, Generator, Iterator
from time import monotonic
from typing import Any, Protocol

from consumers.feed import EncodedFrame, Feed
from consumers.frames import CloseCode
from core import metrics
from interviews.room.events import Stream
from interviews.room.timings import timings

WINDOW = 256  # unacknowledged events
WINDOW_BYTES = 256 * 1024
MAX_OUTBOX = 512
PAGE = 200
DIRECT = "te.direct"  # the scope extension with a `DirectTransport`

Send = Callable[[dict[str, Any]], Awaitable[None]]


class DirectTransport(Protocol):
    """A server's access to its transport, offered beside ASGI (the scope extension `te.direct`)."""

    def listen(self, on_text: Callable[[str], None]) -> None:
        """Pass every later text to `on_text`, which must neither wait nor raise."""

    def is_open(self) -> bool:
        """Whether a write would neither wait nor follow a close."""

    def write(self, frames: bytes) -> None:
        """Write complete WebSocket frames."""


class Log(Protocol):
    """Reads what the feed no longer holds."""

    async def page(self, feed: Feed, stream: Stream, *, after: int, limit: int) -> list[tuple[int, str]]: ...


class Writer:
    """Sends in order: first answers (the outbox), then the room's events after the cursor.

    With a direct transport, frames are written at once and together. A task runs only while the client is slow, a page of
    the log is needed, a close is due, or the server offers plain ASGI only: ten thousand idle sockets have no task.
    Lists, not deques: an empty deque takes 600 bytes.
    """

    def __init__(self, send: Send, log: Log, direct: DirectTransport | None = None) -> None:
        self._send = send
        self._log = log
        self._transport = direct
        self._outbox: list[EncodedFrame] = []
        self._feed: Feed | None = None
        self._cursor: dict[Stream, int] = {}
        self._pages: dict[Stream, deque[EncodedFrame]] = {}
        self._unacked: dict[Stream, list[int]] = {}
        self._unacked_bytes = 0
        self._again = False  # woken while the task was at work
        self._stopped = False
        self._closing: tuple[int, str] | None = None
        self._answering = False  # a frame is being carried out: its answer is sent before a close
        self.waits_for_log = False
        self.paused_since: float | None = None
        self.task: asyncio.Task[None] | None = None

    def stop(self) -> None:
        """The connection is gone: nothing is sent from now on."""
        self._stopped = True
        if self.task is not None:
            self.task.cancel()

    @contextlib.contextmanager
    def answering(self) -> Generator[None]:
        """While this runs, a close waits: the answer to a frame that is being carried out goes first."""
        self._answering = True
        try:
            yield
        finally:
            self._answering = False
            self.wake()

    def follow(self, feed: Feed, cursor: dict[Stream, int]) -> None:
        """Send the room's events after `cursor` from now on."""
        self._feed = feed
        self._cursor = dict(cursor)
        self._unacked = {stream: [] for stream in cursor}
        self._pages = {}
        self.wake()

    def wake(self) -> None:
        """There may be something to send: write it to the transport if that takes it now, else let the task send it."""
        transport = self._free_transport()
        if transport is None:
            self._start_task()
            return
        if batch := self._ready():
            transport.write(b"".join([frame.wire for frame in batch]))
        if self._lags():
            self._start_task()

    def _free_transport(self) -> DirectTransport | None:
        """The transport, if it takes frames now and the task is not sending any, which must go first."""
        transport = self._transport
        if transport is None or self._closing or self._task_runs or self._stopped or not transport.is_open():
            return None
        return transport

    @property
    def _task_runs(self) -> bool:
        return self.task is not None and not self.task.done()

    def _start_task(self) -> None:
        if self._task_runs:
            self._again = True
        elif not self._stopped:
            self.task = asyncio.get_running_loop().create_task(self._run())

    def send(self, text: str) -> None:
        """Send an answer or another frame outside the streams. A client that does not read 512 of them is closed."""
        self.enqueue(EncodedFrame(text))

    def enqueue(self, frame: EncodedFrame) -> None:
        self._outbox.append(frame)
        if len(self._outbox) > MAX_OUTBOX:
            self.close(CloseCode.SLOW, "You do not read what you are sent.")
        self.wake()

    def signal(self, frame: EncodedFrame) -> None:
        """Send at most once: drop the frame if the client is behind."""
        if not self._outbox and (transport := self._free_transport()) is not None:
            transport.write(frame.wire)
        elif len(self._outbox) < MAX_OUTBOX // 2:
            self.enqueue(frame)

    def close(self, code: int, reason: str = "") -> None:
        """Send what is ready, then close. The first code and reason stand."""
        self._closing = self._closing or (int(code), reason)
        self._start_task()

    @property
    def closing(self) -> bool:
        return self._closing is not None

    def applied(self, position: dict[Stream, int]) -> bool:
        """The client acknowledges up to `position`, which opens the send window. False if it claims what it was never sent."""
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
                if self._closing and not (self._outbox or self._answering):
                    self._stopped = True
                    code, reason = self._closing
                    metrics.CLOSED.labels(code).inc()
                    await self._send({"type": "websocket.close", "code": code, "reason": reason})
                    return
                if not self._again:
                    return
        except OSError:  # servers raise it when the connection is gone, before they disconnect the consumer
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
        """Take what may be sent now without waiting; the cursor moves with it."""
        batch, self._outbox = self._outbox, []
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
        """Whether there is more to send although the client is not paused."""
        feed = self._feed
        behind = feed is not None and any(self._cursor[stream] < feed.head(stream) for stream in self._cursor)
        return behind and not self._pauses()

    async def _turn_page(self) -> bool:
        """Fetch what the feed no longer holds. False if the log cannot be read now: the hub's tick wakes us again."""
        turned = True
        for stream, after in list(self._cursor.items()):
            feed = self._feed
            if feed is not None and not self._pages.get(stream) and after + 1 < feed.tails[stream].first:
                rows = await self._log.page(feed, stream, after=after, limit=PAGE)
                self._pages[stream] = deque(EncodedFrame(text) for _, text in rows)
                turned = turned and bool(rows)
        return turned

    def _pauses(self) -> bool:
        if not self._full or (self._closing and self.paused_since is None):  # the last events go before a close
            return False
        self.paused_since = self.paused_since or monotonic()
        return True
