"""Frames in: one connection that listens to every topic of this process, and comes back by itself."""

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable
from typing import Any

from redis.asyncio.connection import AbstractConnection

from core import metrics
from core.bus.lines import FAILURES, Lines, hang_up

log = logging.getLogger(__name__)
Listener = Callable[[bytes], None]
_PING_EVERY = 5.0
_MAX_SILENCE = 2  # ping intervals
_RECONNECT = (0.05, 1.0)  # seconds, first and longest


class Subscriber:
    """`hears(key, frame)` gets what other processes published under the keys subscribed to."""

    def __init__(self, lines: Lines, hears: Callable[[str, bytes], None]) -> None:
        self._lines, self._hears = lines, hears
        self._confirmed: dict[str, asyncio.Event] = {}
        self._line: AbstractConnection | None = None
        self._sending: set[asyncio.Task[None]] = set()

    def subscribe(self, key: str) -> asyncio.Event:
        """The event is set once Redis has confirmed."""
        confirmed = self._confirmed[key] = asyncio.Event()
        self._tell("SUBSCRIBE", key)
        return confirmed

    def unsubscribe(self, key: str) -> None:
        if self._confirmed.pop(key, None):
            self._tell("UNSUBSCRIBE", key)

    def _tell(self, *command: str) -> None:
        if self._line is not None:
            task = asyncio.create_task(self._send(self._line, *command))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def _send(self, line: AbstractConnection, *command: str) -> None:
        try:
            await line.send_packed_command(line.pack_command(*command), check_health=False)
        except FAILURES:
            await hang_up(line)  # the read fails in turn, and we subscribe anew

    async def run(self) -> None:
        delay = _RECONNECT[0]
        while True:
            line: AbstractConnection | None = None
            try:
                line = self._line = await self._lines.dial()
                if self._confirmed:
                    await line.send_packed_command(line.pack_command("SUBSCRIBE", *self._confirmed))
                delay = _RECONNECT[0]
                await self._read(line)
            except FAILURES as error:
                log.warning("subscription lost, trying again", extra={"error": repr(error)})
                metrics.RESUBSCRIBED.inc()
            finally:
                await hang_up(line)
                self._line = None
            await asyncio.sleep(delay * random.uniform(0.5, 1.0))  # noqa: S311 -- spreads reconnects, guards nothing
            delay = min(delay * 2, _RECONNECT[1])

    async def _read(self, line: AbstractConnection) -> None:
        """Two silent ping intervals mean a dead peer behind a live socket. One time limit per interval: one per message
        would cost more than the message."""
        silent = 0
        while silent < _MAX_SILENCE:
            silent += 1
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_PING_EVERY):
                    while True:
                        self._heard(await line.read_response(disconnect_on_error=False))
                        silent = 0
            await line.send_packed_command(line.pack_command("PING"), check_health=False)
        raise ConnectionError("no answer to PING")

    def _heard(self, reply: Any) -> None:
        kind, key = bytes(reply[0]), bytes(reply[1]).decode()
        if kind == b"message":
            self._hears(key, reply[2])
        elif kind == b"subscribe" and key in self._confirmed:
            self._confirmed[key].set()
