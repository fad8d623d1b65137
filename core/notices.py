"""Notices to every serving process, over the channel layer (channels-redis pub/sub): an access withdrawn, a log-out.

At most once: a notice that Redis lost costs time only, since every process compares its connections with the database
every 5 s (`presence.beat`). Rooms' frames travel on `core.bus`. Why both: docs/decisions/0014.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any, Literal, TypedDict, cast

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from core import metrics

log = logging.getLogger(__name__)
GROUP = "hubs"
TIMEOUT = 0.5  # seconds for Redis to take a notice
RETRY = 1.0

NoticeType = Literal["access.revoked", "member.logged_out"]


class Notice(TypedDict):
    """`{"type": "access.revoked", "subject": "…"}`: `subject` is an actor's key, or a guest's participant id."""

    type: NoticeType
    subject: str


class NoticeListener:
    """One per serving process, on its loop: calls `on_notice` for each notice of any process, this one's first."""

    def __init__(self, on_notice: Callable[[Notice], None]) -> None:
        self.loop = asyncio.get_running_loop()
        self.joined = asyncio.Event()  # set while the layer delivers to us, as far as is known
        self._on_notice = on_notice
        self._sending: set[asyncio.Task[None]] = set()
        self._task = self.loop.create_task(self._run())

    async def close(self) -> None:
        while not self._task.done():  # the layer swallows a cancellation that comes while it subscribes
            self._task.cancel()
            await asyncio.wait([self._task], timeout=0.1)
        await asyncio.gather(*self._sending, return_exceptions=True)
        await self._leave()

    def send_soon(self, notice: Notice) -> None:
        """Thread-safe: hands the notice to the loop and returns at once."""
        with contextlib.suppress(RuntimeError):  # the loop is closing; the beats of the others find out
            self.loop.call_soon_threadsafe(self._send, notice)

    def _send(self, notice: Notice) -> None:
        self._deliver(notice)  # again when its echo comes: closing twice is closing once
        task = self.loop.create_task(_send(notice))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    def _deliver(self, notice: Notice) -> None:
        try:
            self._on_notice(notice)
        except Exception:
            log.exception("a notice could not be handled", extra={"notice": notice.get("type")})

    async def _run(self) -> None:
        while True:
            try:
                await self._receive()
            except Exception as error:  # noqa: BLE001 -- whatever the layer raises, no connection may suffer from it
                log.warning("the channel layer failed, joining again", extra={"error": repr(error)})
                metrics.RESUBSCRIBED.inc()
            self.joined.clear()
            await self._leave()
            await asyncio.sleep(RETRY)

    async def _receive(self) -> None:
        layer: Any = get_channel_layer()
        channel = await layer.new_channel()
        await layer.group_add(GROUP, channel)
        self.joined.set()
        while True:
            self._deliver(cast("Notice", await layer.receive(channel)))

    async def _leave(self) -> None:
        """Close this loop's connections to the layer; it forgets channels and groups."""
        layer: Any = get_channel_layer()
        with contextlib.suppress(Exception):
            async with asyncio.timeout(TIMEOUT):
                await layer.flush()


_serving: NoticeListener | None = None


def serve(listener: NoticeListener | None) -> None:
    """Make `listener` this process's listener (None when its loop ends)."""
    global _serving  # noqa: PLW0603 -- one listener a process is the point
    _serving = listener


def send_on_commit(notice_type: NoticeType, subject: str) -> None:
    """Send a notice once the running transaction has committed."""
    transaction.on_commit(lambda: send({"type": notice_type, "subject": subject}), robust=True)


def send(notice: Notice) -> None:
    """Send a notice now. Never raises. Returns at once in a serving process; elsewhere (worker, command, a web process
    before its first socket) within 0.5 s: usually 5 ms, for a connection of its own."""
    if _serving is not None:
        _serving.send_soon(notice)
        return
    async_to_sync(_send)(notice)


async def _send(notice: Notice) -> None:
    """A failure is logged and counted, not raised."""
    layer: Any = get_channel_layer()
    try:
        async with asyncio.timeout(TIMEOUT):
            await layer.group_send(GROUP, notice)
    except Exception as error:  # noqa: BLE001 -- whatever the layer raises, the change that it reports is committed
        log.warning("a notice was not sent, the beat will find it", extra={"error": repr(error)})
        metrics.UNSENT_NOTICES.inc()
