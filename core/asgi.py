"""Django behind ASGI: a request runs in one thread from its first middleware to its last, in one of a few threads.

Django's own ASGI handler hops between loop and threads around every middleware, and gives each request a thread and a
connection to PostgreSQL of its own: many requests at once then take every connection there is, those of the rooms too.
Its WSGI handler is made for one thread a request, so it answers here (docs/decisions/0013).
"""

import asyncio
import contextvars
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any, cast

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from core import bodies, dependencies, handlers
from core.metrics import TURNED_AWAY
from core.middleware import PROBES

PATIENCE = 2.0  # seconds that a request waits for a thread
DEADLINE = 3.0  # seconds until it is answered in any case: PostgreSQL's own limits do nothing while it hangs

Answer = tuple[int, bodies.Headers, bytes]
_at_work: set[asyncio.Task[Any] | None] = set()


class Handler:
    """The ASGI application. A request waits for its thread with its body read, so that a slow sender holds none.

    Each probe has a thread of its own: a busy process must not look like a dead one.
    """

    def __init__(self) -> None:
        self.threads = ThreadPoolExecutor(settings.REQUEST_THREADS, thread_name_prefix="request")
        self._probes = {path: ThreadPoolExecutor(1, thread_name_prefix=path) for path in PROBES}
        self._django = get_wsgi_application()

    async def __call__(self, scope: Mapping[str, Any], receive: bodies.Receive, send: bodies.Send) -> None:
        body = bodies.Body(scope, receive)
        content = await body.read()
        if body.is_too_large:
            await body.refuse(send)
        elif content is not None:
            task = asyncio.current_task()
            _at_work.add(task)
            try:
                if answer := await self._in_turn(_environ(scope, content), body):
                    status, headers, text = answer
                    await send({"type": "http.response.start", "status": status, "headers": headers})
                    await send({"type": "http.response.body", "body": text})
            finally:
                _at_work.discard(task)

    async def _in_turn(self, environ: dict[str, Any], body: bodies.Body) -> Answer | None:
        """Run Django in a thread; 503 when none is free, or no answer comes, in time. None when the client left."""
        path = environ["PATH_INFO"]
        turn = self._probes.get(path, self.threads).submit(contextvars.copy_context().run, self._answer, environ)
        turn.add_done_callback(lambda _: environ["wsgi.input"].close())
        answered: asyncio.Future[Any] = asyncio.wrap_future(turn)
        left: asyncio.Future[Any] = asyncio.ensure_future(body.receive())  # nothing follows the body but a disconnect
        try:
            await asyncio.wait([answered, left], timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
            if not left.done() and not turn.cancel():  # it has begun, and goes on even if nobody waits for it
                await asyncio.wait([answered, left], timeout=DEADLINE - PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        finally:
            turn.cancel()
            left.cancel()
        if answered.done() and not answered.cancelled():
            return cast("Answer", answered.result())
        if left.done():
            return None
        TURNED_AWAY.inc()
        response = handlers.busy(path)
        return response.status_code, _encoded(response.items()), response.content

    def _answer(self, environ: dict[str, Any]) -> Answer:
        started: list[Answer] = []

        def start_response(status: str, headers: list[tuple[str, str]], _: object = None) -> Any:
            started.append((int(status[:3]), _encoded(headers), b""))

        response: Any = self._django(environ, start_response)
        try:
            content = b"".join(response)
        finally:
            response.close()
        status, headers, _ = started[0]
        return status, headers, content


def _encoded(headers: Iterable[tuple[str, str]]) -> bodies.Headers:
    return [(name.encode("latin-1"), value.strip().encode("latin-1")) for name, value in headers]


def _environ(scope: Mapping[str, Any], content: IO[bytes]) -> dict[str, Any]:
    """The WSGI environment (PEP 3333) of an ASGI scope."""
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope.get("root_path", ""),
        "PATH_INFO": scope["path"].removeprefix(scope.get("root_path", "")).encode().decode("latin-1"),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_NAME": (scope.get("server") or ("unknown", 0))[0],
        "SERVER_PORT": str((scope.get("server") or ("unknown", 0))[1]),
        "REMOTE_ADDR": (scope.get("client") or ("", 0))[0],
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": content,
    }
    for name, value in scope["headers"]:
        if b"_" in name:  # else `x_forwarded_for` would pass for `x-forwarded-for`
            continue
        key = name.decode("latin-1").upper().replace("-", "_")
        key = key if key in ("CONTENT_LENGTH", "CONTENT_TYPE") else f"HTTP_{key}"
        text = value.decode("latin-1")
        environ[key] = f"{environ[key]},{text}" if key in environ else text
    environ["CONTENT_LENGTH"] = str(content.seek(0, 2))  # a chunked body declares none
    content.seek(0)
    return environ


def application() -> Handler:
    """The HTTP side of `config.asgi`."""
    handler = Handler()
    dependencies.watch()
    return handler


async def finish(seconds: float) -> None:
    """Wait until the requests at work are answered, at most `seconds`."""
    if _at_work:
        await asyncio.wait([task for task in _at_work if task], timeout=seconds)
