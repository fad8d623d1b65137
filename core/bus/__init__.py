"""The bus: publish and subscribe over Redis between serving processes. The only importer of redis.

Redis holds no state and may vanish at any moment: `publish` never blocks and never raises, and a lost frame is read again
from the log. In a serving process local listeners are called first, then all publishes of one loop turn leave in one write
over the bus's own connection. Elsewhere (worker, command) a plain client publishes.
"""

import asyncio
import contextlib
import logging
import os
import threading
from typing import Any

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from core import metrics
from core.bus.connections import Connections
from core.bus.publisher import Publisher
from core.bus.subscriber import Listener, Subscriber

__all__ = ["Bus", "RedisError", "Topic", "ping", "publish", "server_version"]

log = logging.getLogger(__name__)
Topic = str
_ORIGIN = os.urandom(8)  # marks the frames of this process
_NOBODY = b"\0" * 8


def _key(topic: Topic) -> str:
    return f"{settings.REDIS_PREFIX}:{topic}"


class Bus:
    """One per serving process, on its event loop. Call everything but `publish_soon` on that loop."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._prefix = _key("")  # reading a setting for every frame costs a tenth of publishing it
        self._listeners: dict[str, Listener] = {}
        connections = Connections()
        self._publisher, self._subscriber = Publisher(connections), Subscriber(connections, self._receive)
        self._tasks = [self.loop.create_task(half.run()) for half in (self._subscriber, self._publisher)]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def publish_soon(self, topic: Topic, frame: bytes) -> None:
        """Publish from any thread: hand the frame to the loop and return at once."""
        with contextlib.suppress(RuntimeError):  # the loop is closing; the log has the frame
            self.loop.call_soon_threadsafe(self.publish, topic, frame)

    def publish(self, topic: Topic, frame: bytes) -> None:
        key = self._prefix + topic
        if listener := self._listeners.get(key):
            listener(frame)
        self._publisher.send(key, _ORIGIN + frame)

    def subscribe(self, topic: Topic, listener: Listener) -> asyncio.Event:
        """Call `listener` for every frame of a topic. The event is set once Redis has confirmed: wait for it with a time-out."""
        key = self._prefix + topic
        self._listeners[key] = listener
        return self._subscriber.subscribe(key)

    def unsubscribe(self, topic: Topic) -> None:
        key = self._prefix + topic
        if self._listeners.pop(key, None):
            self._subscriber.unsubscribe(key)

    def _receive(self, key: str, message: bytes) -> None:
        listener = self._listeners.get(key)
        if listener and message[:8] != _ORIGIN:  # `publish` called the local listener already
            listener(message[8:])


_serving: Bus | None = None
_plain: redis.Redis | None = None
_plain_lock = threading.Lock()


def serve(bus: Bus | None) -> None:
    """Make `bus` this process's bus (None when its loop ends)."""
    global _serving  # noqa: PLW0603 -- one bus a process is the point
    _serving = bus


def publish(topic: Topic, frame: bytes) -> None:
    """Publish to every process that listens to `topic`. Never blocks, never raises; the log makes up for a lost frame."""
    if _serving is not None:
        _serving.publish_soon(topic, frame)
        return
    try:
        _client().publish(_key(topic), _NOBODY + frame)
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
    """The version of Redis, or the one a Valkey is compatible with, as (major, minor)."""
    info: Any = _client().info("server")
    return tuple(int(part) for part in str(info["redis_version"]).split(".")[:2])
