"""Examine Redis for an operator: its kind, and whether a message gets through."""

import os
import time
from typing import Any

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, RedisError
from redis.retry import Retry

__all__ = ["AuthenticationError", "RedisError", "round_trip", "server"]


def _connected() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=1.0, socket_connect_timeout=1.0, retry=Retry(NoBackoff(), 0)
    )


def server() -> dict[str, Any]:
    """INFO of the server, as {"redis_version": "7.2.4", "redis_mode": "standalone", "role": "master", …}."""
    with _connected() as client:
        found: Any = client.info()
        return dict(found)


def round_trip(*, within: float) -> float:
    """Publish one message on a channel nobody else uses and receive it on another connection; returns the seconds taken.

    Raises RedisError, or TimeoutError when it does not arrive.
    """
    message = os.urandom(16)
    channel = f"{settings.REDIS_PREFIX}:doctor:{message.hex()}"
    with _connected() as client, client.pubsub() as subscription:
        subscription.subscribe(channel)
        until = time.monotonic() + within
        sent_at: float | None = None
        while (left := until - time.monotonic()) > 0:
            reply = subscription.get_message(timeout=left)
            if reply and reply["type"] == "subscribe":
                sent_at = time.monotonic()
                client.publish(channel, message)
            elif reply and sent_at and reply["data"] == message:
                return time.monotonic() - sent_at
    raise TimeoutError(f"no message within {within:g} s")
