"""Tells other processes, quickly: publish and subscribe over Redis. The only importer of redis.

Redis holds no state for us and may vanish at any moment: `publish` never blocks and never raises, and whoever missed
a frame reads it again from the log. In a serving process local subscribers hear first, then all publishes of one loop
turn leave in one write over the bus's own connection. Elsewhere (worker, command) one plain client publishes.
Built on redis-py's connection classes, so that TLS, AUTH and Sentinel URLs keep working.
"""

import asyncio
import contextlib
import logging
import os
import random
import threading
from collections.abc import Callable
from typing import Any

import redis
import redis.asyncio
from django.conf import settings
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError
from redis.retry import Retry

from core import metrics

__all__ = ["Bus", "RedisError", "Topic", "ping", "publish", "server_version"]

log = logging.getLogger(__name__)
Topic = str
Listener = Callable[[bytes], None]
_ORIGIN = os.urandom(8)
_PING_EVERY = 5.0
_MAX_WAITING = 10_000
_PATIENCE = 1.0  # seconds without an answer
_MAX_SILENCE = 2  # ping intervals
_RECONNECT = (0.05, 1.0)  # seconds, first and longest


def _key(topic: Topic) -> str:
    return f"{settings.REDIS_PREFIX}:{topic}"


class Bus:
    """One per serving process, living on its event loop. Call everything but `publish_soon` on that loop."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._prefix = _key("")  # looking a setting up for every frame costs a tenth of telling it
        self._listeners: dict[str, Listener] = {}
        self._confirmed: dict[str, asyncio.Event] = {}
        self._outbox: list[tuple[str, str, bytes]] = []
        self._outbox_filled = asyncio.Event()
        self._owed = 0  # answers to what was sent
        self._subscriber: AbstractConnection | None = None
        # Used only to make connections as the URL says; ours are two, and we close them ourselves.
        self._pool = redis.asyncio.ConnectionPool.from_url(
            settings.REDIS_URL,
            protocol=2,  # in RESP3 pub/sub messages arrive out of band; here a plain reply is all we want
            socket_connect_timeout=1.0,
            socket_timeout=None,
            retry=AsyncRetry(NoBackoff(), 0),
            health_check_interval=0,
        )
        self._tasks = [self.loop.create_task(self._listen()), self.loop.create_task(self._flush())]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # -- publish ---------------------------------------------------------------------------------------------------
    def publish_soon(self, topic: Topic, frame: bytes) -> None:
        """Thread-safe: hands the frame to the loop and returns at once."""
        with contextlib.suppress(RuntimeError):  # the loop is closing; the log has the frame
            self.loop.call_soon_threadsafe(self.publish, topic, frame)

    def publish(self, topic: Topic, frame: bytes) -> None:
        key = self._prefix + topic
        if listener := self._listeners.get(key):
            listener(frame)
        if len(self._outbox) < _MAX_WAITING:  # while Redis is away the log is the queue, not we
            self._outbox.append(("PUBLISH", key, _ORIGIN + frame))
            self._outbox_filled.set()
        else:
            metrics.UNPUBLISHED.inc()

    async def _flush(self) -> None:
        while True:
            await self._outbox_filled.wait()
            connection: AbstractConnection | None = None
            try:
                connection = await self._connect()
                await self._pour(connection)
            except (RedisError, OSError, TimeoutError) as error:
                if connection is None:
                    self._owed, self._outbox = len(self._outbox), []
                    self._outbox_filled.clear()
                log.warning("publish failed, the log will heal it", extra={"frames": self._owed, "error": repr(error)})
                metrics.UNPUBLISHED.inc(self._owed)
            finally:
                self._owed = 0
                await self._dropped(connection)

    async def _pour(self, connection: AbstractConnection) -> None:
        """Send what each turn of the loop brings, without waiting for the answers to what went before."""
        answers = self.loop.create_task(self._answers(connection))
        try:
            while True:
                await self._outbox_filled.wait()
                if answers.done():
                    answers.result()
                self._outbox_filled.clear()
                batch, self._outbox = self._outbox, []
                self._owed += len(batch)
                async with asyncio.timeout(_PATIENCE):
                    await connection.send_packed_command(connection.pack_commands(batch), check_health=False)
        finally:
            answers.cancel()
            await asyncio.gather(answers, return_exceptions=True)

    async def _answers(self, connection: AbstractConnection) -> None:
        """A refusal is counted; no answer at all while one is owed is the end of the connection."""
        while True:
            owed, answered = self._owed, 0
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_PATIENCE):
                    while True:
                        await self._answer(connection)
                        answered += 1
            if owed and not answered:
                raise ConnectionError("no answer to PUBLISH")

    async def _answer(self, connection: AbstractConnection) -> None:
        try:
            await connection.read_response(disconnect_on_error=False)
        except ResponseError as error:
            log.warning("publish refused, the log will heal it", extra={"error": repr(error)})
            metrics.UNPUBLISHED.inc()
        self._owed -= 1

    # -- subscribe -------------------------------------------------------------------------------------------------
    def subscribe(self, topic: Topic, listener: Listener) -> asyncio.Event:
        """Listen to a topic. The event is set once Redis has confirmed; never wait for it longer than you can."""
        key = self._prefix + topic
        self._listeners[key] = listener
        confirmed = self._confirmed[key] = asyncio.Event()
        self._tell("SUBSCRIBE", key)
        return confirmed

    def unsubscribe(self, topic: Topic) -> None:
        key = self._prefix + topic
        if self._listeners.pop(key, None):
            self._confirmed.pop(key, None)
            self._tell("UNSUBSCRIBE", key)

    def _tell(self, *command: str) -> None:
        if self._subscriber is not None:
            self._spawn(self._send(self._subscriber, *command))

    def _spawn(self, work: Any) -> None:
        task = self.loop.create_task(work)
        self._tasks.append(task)
        task.add_done_callback(self._tasks.remove)

    async def _send(self, connection: AbstractConnection, *command: str) -> None:
        try:
            await connection.send_packed_command(connection.pack_command(*command), check_health=False)
        except (RedisError, OSError):
            await self._dropped(connection)  # the listener's read fails in turn, and it subscribes anew

    async def _listen(self) -> None:
        delay = _RECONNECT[0]
        while True:
            connection: AbstractConnection | None = None
            try:
                connection = self._subscriber = await self._connect()
                if self._listeners:
                    await connection.send_packed_command(connection.pack_command("SUBSCRIBE", *self._listeners))
                delay = _RECONNECT[0]
                await self._read(connection)
            except (RedisError, OSError, TimeoutError) as error:
                log.warning("subscription lost, trying again", extra={"error": repr(error)})
                metrics.RESUBSCRIBED.inc()
            finally:
                await self._dropped(connection)
                self._subscriber = None
            await asyncio.sleep(delay * random.uniform(0.5, 1.0))  # noqa: S311 -- spreads reconnects, guards nothing
            delay = min(delay * 2, _RECONNECT[1])

    async def _read(self, connection: AbstractConnection) -> None:
        """Two silent ping intervals mean a dead peer behind a live socket. One time limit per interval: one per message
        would cost more than the message."""
        silent = 0
        while silent < _MAX_SILENCE:
            silent += 1
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_PING_EVERY):
                    while True:
                        self._heard(await connection.read_response(disconnect_on_error=False))
                        silent = 0
            await connection.send_packed_command(connection.pack_command("PING"), check_health=False)
        raise ConnectionError("no answer to PING")

    def _heard(self, reply: Any) -> None:
        kind, key = bytes(reply[0]), bytes(reply[1]).decode()
        if kind == b"message":
            origin, frame = reply[2][:8], reply[2][8:]
            listener = self._listeners.get(key)
            if listener and origin != _ORIGIN:  # our own frames were heard locally before they left
                listener(frame)
        elif kind == b"subscribe" and key in self._confirmed:
            self._confirmed[key].set()

    async def _connect(self) -> AbstractConnection:
        connection: AbstractConnection = self._pool.make_connection()  # type: ignore[no-untyped-call]  # redis-py's
        await connection.connect()  # type: ignore[no-untyped-call]  # redis-py's
        return connection

    async def _dropped(self, connection: AbstractConnection | None) -> None:
        if connection is not None:
            with contextlib.suppress(RedisError, OSError):
                await connection.disconnect(nowait=True)


_serving: Bus | None = None
_plain: redis.Redis | None = None
_plain_lock = threading.Lock()


def serve(bus: Bus | None) -> None:
    """Make `bus` this process's bus (None when its loop ends)."""
    global _serving  # noqa: PLW0603 -- one bus a process is the point
    _serving = bus


def publish(topic: Topic, frame: bytes) -> None:
    """Tell every process that listens to `topic`. Never blocks, never raises; delivery is the log's business."""
    if _serving is not None:
        _serving.publish_soon(topic, frame)
        return
    try:
        _client().publish(_key(topic), b"\0" * 8 + frame)
    except (RedisError, OSError) as error:
        log.warning("publish failed, the log will heal it", extra={"frames": 1, "error": repr(error)})
        metrics.UNPUBLISHED.inc()


def _client() -> redis.Redis:
    global _plain  # noqa: PLW0603 -- one connection pool a process
    with _plain_lock:
        if _plain is None:
            _plain = redis.Redis.from_url(
                settings.REDIS_URL,
                socket_timeout=0.25,
                socket_connect_timeout=0.25,
                retry=Retry(NoBackoff(), 0),  # redis-py's default retries a stopped server for 6.5 s
            )
    return _plain


def ping() -> None:
    """Raises RedisError or OSError when Redis does not answer within 0.25 s."""
    _client().ping()


def server_version() -> tuple[int, ...]:
    """Of Redis, or the Redis version a Valkey is compatible with."""
    info: Any = _client().info("server")
    return tuple(int(part) for part in str(info["redis_version"]).split(".")[:2])
