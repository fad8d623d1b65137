"""The threads that reach the database for the loop: a few of each kind, each with a lasting connection."""

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
    """`count` threads for one kind of work, so that no kind takes the turn of another."""

    def __init__(self, name: str, count: int) -> None:
        self.count = count
        self._pool = ThreadPoolExecutor(count, thread_name_prefix=name)

    async def call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Raises Unavailable after 2.5 s: what became of the call is then unknown."""
        call = functools.partial(_named, get_contextvars(), database.with_reconnect, function, *args, **kwargs)
        future = asyncio.get_running_loop().run_in_executor(self._pool, call)
        try:
            async with asyncio.timeout(DEADLINE):  # not wait_for: before 3.12 it may swallow a cancellation
                return await asyncio.shield(future)
        except TimeoutError:
            future.add_done_callback(lambda done: done.exception())  # its late answer interests nobody
            raise Unavailable from None

    def close(self) -> None:
        """Let every thread give its connection back: they meet at a barrier, so that none takes two turns."""
        meet = threading.Barrier(self.count, timeout=DEADLINE)

        def give_back() -> None:
            with contextlib.suppress(threading.BrokenBarrierError):
                meet.wait()
            database.close()

        for done in [self._pool.submit(give_back) for _ in range(self.count)]:
            done.result()
        self._pool.shutdown(wait=True)


def _named(names: Mapping[str, Any], function: Callable[..., R], /, *args: Any, **kwargs: Any) -> R:
    """Log lines of the thread name the socket it works for."""
    with bound_contextvars(**names):
        return function(*args, **kwargs)
