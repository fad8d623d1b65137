"""Connections to Redis for one event loop, made from the URL as redis-py does it: TLS, AUTH and Sentinel work."""

import contextlib

import redis.asyncio
from django.conf import settings
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

FAILURES = (RedisError, OSError, TimeoutError)


class Lines:
    """Raises one of FAILURES where Redis does not take a call within a second."""

    def __init__(self) -> None:
        # Used only to make connections: ours are two, and we close them ourselves.
        self._pool = redis.asyncio.ConnectionPool.from_url(
            settings.REDIS_URL,
            protocol=2,  # in RESP3 pub/sub messages arrive out of band; here a plain reply is all we want
            socket_connect_timeout=1.0,
            socket_timeout=None,
            retry=Retry(NoBackoff(), 0),
            health_check_interval=0,
        )

    async def dial(self) -> AbstractConnection:
        line: AbstractConnection = self._pool.make_connection()  # type: ignore[no-untyped-call]  # redis-py's
        await line.connect()  # type: ignore[no-untyped-call]  # redis-py's
        return line


async def hang_up(line: AbstractConnection | None) -> None:
    if line is not None:
        with contextlib.suppress(RedisError, OSError):
            await line.disconnect(nowait=True)
