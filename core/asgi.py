"""Django behind ASGI: a request runs in one thread from its first middleware to its last, in one of a few threads.

Django alone hops between loop and threads around every middleware, and gives each request a thread and a connection to
PostgreSQL of its own: a crowd of requests then takes every connection there is, those of the rooms too.
"""

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import django
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler, ASGIRequest
from django.db import close_old_connections
from django.http import HttpResponse, HttpResponseBase

from core import bodies, handlers, parts
from core.metrics import TURNED_AWAY
from core.middleware import PROBES

PATIENCE = 2.0  # seconds that a request waits for a thread
DEADLINE = 3.0  # seconds until it is answered in any case: PostgreSQL's own limits do nothing while it hangs

_at_work: set[asyncio.Task[Any] | None] = set()


class Handler(ASGIHandler):
    """A request waits for its thread with its body read, so that a slow sender holds none.

    Each probe has a thread of its own: a busy process is not a dead one.
    """

    def __init__(self) -> None:
        super().__init__()
        self.threads = ThreadPoolExecutor(settings.REQUEST_THREADS, thread_name_prefix="request")
        self._probes = {path: ThreadPoolExecutor(1, thread_name_prefix=path) for path in PROBES}

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 -- Django's signature
        super().load_middleware(is_async=False)
        chain: Any = self._middleware_chain  # type: ignore[has-type]  # assigned once the chain is complete

        def answer(request: ASGIRequest) -> HttpResponse:
            close_old_connections()  # one that broke since the thread's last request
            try:
                return chain(request)  # type: ignore[no-any-return]  # Django keeps its chain untyped
            finally:
                close_old_connections()

        async def in_a_thread(request: ASGIRequest) -> HttpResponseBase:
            task = asyncio.current_task()
            _at_work.add(task)
            try:
                return await self._in_turn(answer, request)
            finally:
                _at_work.discard(task)

        self._middleware_chain = in_a_thread

    async def handle(self, scope: Any, receive: Any, send: Any) -> None:
        body = bodies.Body(scope, receive)
        await super().handle(scope, body.receive, send)
        if body.is_too_large:
            await body.refuse(send)

    async def _in_turn(self, answer: Callable[[ASGIRequest], HttpResponse], request: ASGIRequest) -> HttpResponseBase:
        threads = self._probes.get(request.path, self.threads)
        turn = threads.submit(contextvars.copy_context().run, answer, request)
        answered = asyncio.wrap_future(turn)
        try:
            await asyncio.wait([answered], timeout=PATIENCE)
            if not turn.cancel():  # it has begun, and goes on even if we stop waiting
                await asyncio.wait([answered], timeout=DEADLINE - PATIENCE)
        except asyncio.CancelledError:  # the client has left; nobody wants what has not begun
            turn.cancel()
            raise
        if answered.done() and not answered.cancelled():
            return answered.result()
        TURNED_AWAY.inc()
        return handlers.busy(request)


def application() -> Handler:
    """As `django.core.asgi.get_asgi_application`, which has no place for a handler of one's own."""
    django.setup(set_prefix=False)
    parts.watch()
    return Handler()


async def finish(seconds: float) -> None:
    """Wait until the requests at work are answered, at most so long."""
    if _at_work:
        await asyncio.wait([task for task in _at_work if task], timeout=seconds)
