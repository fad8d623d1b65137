"""Thread pools that reach the database for the loop: a few threads for each kind of work, each with a persistent
connection."""

import asyncio
import contextlib
import functools
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from structlog.contextvars import bound_contextvars, get_contextvars

from core import database
from core.errors import Unavailable

P = ParamSpec("P")
R = TypeVar("R")
DEADLINE = 2.5


class Threads:
    """`count` threads for one kind of work, so that no kind delays another."""

    def __init__(self, name: str, count: int) -> None:
        self.count = count
        self._pool = ThreadPoolExecutor(count, thread_name_prefix=name)

    async def call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call `function` in a thread. Raises Unavailable after 2.5 s: the outcome is then unknown."""
        call = functools.partial(_named, get_contextvars(), database.with_reconnect, function, *args, **kwargs)
        future = asyncio.get_running_loop().run_in_executor(self._pool, call)
        try:
            async with asyncio.timeout(DEADLINE):  # not wait_for: before 3.12 it may swallow a cancellation
                return await asyncio.shield(future)
        except TimeoutError:
            future.add_done_callback(lambda done: done.exception())  # a late error is nobody's
            raise Unavailable from None

    def close(self) -> None:
        """Close every thread's connection. The threads wait for each other at a barrier, so that none does it twice."""
        barrier = threading.Barrier(self.count, timeout=DEADLINE)

        def close_own() -> None:
            with contextlib.suppress(threading.BrokenBarrierError):
                barrier.wait()
            database.close()

        for done in [self._pool.submit(close_own) for _ in range(self.count)]:
            done.result()
        self._pool.shutdown(wait=True)


def _named(names: Mapping[str, Any], function: Callable[..., R], /, *args: Any, **kwargs: Any) -> R:
    """Call `function` with the caller's log context: the thread's lines name the socket too."""
    with bound_contextvars(**names):
        return function(*args, **kwargs)
