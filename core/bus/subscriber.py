"""Receives frames: one connection that subscribes to every topic of this process and reconnects by itself."""

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable
from typing import Any

from redis.asyncio.connection import AbstractConnection

from core import metrics
from core.bus.connections import FAILURES, Connections, close

log = logging.getLogger(__name__)
Listener = Callable[[bytes], None]
_PING_EVERY = 5.0
_MAX_SILENCE = 2  # ping intervals
_RECONNECT = (0.05, 1.0)  # seconds, first and longest


class Subscriber:
    """Calls `on_message(key, frame)` for each message under the keys subscribed to."""

    def __init__(self, connections: Connections, on_message: Callable[[str, bytes], None]) -> None:
        self._connections, self._on_message = connections, on_message
        self._confirmed: dict[str, asyncio.Event] = {}
        self._connection: AbstractConnection | None = None
        self._sending: set[asyncio.Task[None]] = set()

    def subscribe(self, key: str) -> asyncio.Event:
        """The event is set once Redis has confirmed."""
        confirmed = self._confirmed[key] = asyncio.Event()
        self._request("SUBSCRIBE", key)
        return confirmed

    def unsubscribe(self, key: str) -> None:
        if self._confirmed.pop(key, None):
            self._request("UNSUBSCRIBE", key)

    def _request(self, *command: str) -> None:
        if self._connection is not None:
            task = asyncio.create_task(self._send(self._connection, *command))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def _send(self, connection: AbstractConnection, *command: str) -> None:
        try:
            await connection.send_packed_command(connection.pack_command(*command), check_health=False)
        except FAILURES:
            await close(connection)  # makes the read fail, which reconnects and subscribes again

    async def run(self) -> None:
        delay = _RECONNECT[0]
        while True:
            connection: AbstractConnection | None = None
            try:
                connection = self._connection = await self._connections.open()
                if self._confirmed:
                    await connection.send_packed_command(connection.pack_command("SUBSCRIBE", *self._confirmed))
                delay = _RECONNECT[0]
                await self._read(connection)
            except FAILURES as error:
                log.warning("subscription lost, trying again", extra={"error": repr(error)})
                metrics.RESUBSCRIBED.inc()
            finally:
                await close(connection)
                self._connection = None
            await asyncio.sleep(delay * random.uniform(0.5, 1.0))  # noqa: S311 -- spreads reconnects, guards nothing
            delay = min(delay * 2, _RECONNECT[1])

    async def _read(self, connection: AbstractConnection) -> None:
        """Raises ConnectionError after two ping intervals of silence: the peer is dead though the socket is not. One time-out
        per interval, since one per message would cost more than the message."""
        silent = 0
        while silent < _MAX_SILENCE:
            silent += 1
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_PING_EVERY):
                    while True:
                        self._receive(await connection.read_response(disconnect_on_error=False))
                        silent = 0
            await connection.send_packed_command(connection.pack_command("PING"), check_health=False)
        raise ConnectionError("no answer to PING")

    def _receive(self, reply: Any) -> None:
        kind, key = bytes(reply[0]), bytes(reply[1]).decode()
        if kind == b"message":
            self._on_message(key, reply[2])
        elif kind == b"subscribe" and key in self._confirmed:
            self._confirmed[key].set()
