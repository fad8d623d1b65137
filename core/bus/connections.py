"""Opens connections to Redis for one event loop, from the URL as redis-py does it: TLS, AUTH and Sentinel work."""

import contextlib

import redis.asyncio
from django.conf import settings
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

FAILURES = (RedisError, OSError, TimeoutError)


class Connections:
    """Raises one of FAILURES when Redis does not accept a connection within a second."""

    def __init__(self) -> None:
        # The pool only creates connections; publisher and subscriber close theirs themselves.
        self._pool = redis.asyncio.ConnectionPool.from_url(
            settings.REDIS_URL,
            protocol=2,  # in RESP3 pub/sub messages arrive out of band; here a plain reply is all we want
            socket_connect_timeout=1.0,
            socket_timeout=None,
            retry=Retry(NoBackoff(), 0),
            health_check_interval=0,
        )

    async def open(self) -> AbstractConnection:
        connection: AbstractConnection = self._pool.make_connection()  # type: ignore[no-untyped-call]  # redis-py's
        await connection.connect()  # type: ignore[no-untyped-call]  # redis-py's
        return connection


async def close(connection: AbstractConnection | None) -> None:
    if connection is not None:
        with contextlib.suppress(RedisError, OSError):
            await connection.disconnect(nowait=True)
