"""A crowd of requests: few threads, few connections, and a plain answer to those who would wait too long."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from core import asgi, bodies, handlers, health
from core.errors import MAX_BODY

pytestmark = pytest.mark.django_db(transaction=True)
_may_go = threading.Event()
_served: list[int] = []


def _slow(_: HttpRequest) -> HttpResponse:
    assert _may_go.wait(20)
    return HttpResponse("slow")


def _who(_: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return HttpResponse(str(cursor.fetchone()[0]))


def _count(_: HttpRequest) -> HttpResponse:
    _served.append(1)
    return HttpResponse()


def _broken(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    return _who(request)


urlpatterns = [
    path("slow/", _slow),
    path("api/slow/", _slow),
    path("who/", _who),
    path("counted/", _count),
    path("broken/", _broken),
    path("livez", health.livez),
    path("readyz", _slow),
]
handler500 = handlers.server_error


@pytest.fixture
def site(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[asgi.Handler]:
    """One thread, and little patience."""
    settings.ROOT_URLCONF = __name__
    settings.REQUEST_THREADS = 1
    monkeypatch.setattr(asgi, "PATIENCE", 0.2)
    _may_go.clear()
    _served.clear()
    handler = asgi.Handler()
    yield handler
    _may_go.set()
    handler.threads.submit(lambda: connection.close()).result()  # noqa: PLW0108 -- that thread's own connection
    handler.threads.shutdown()


class Visit:
    """One request, sent up to the end of its body unless `body` goes on."""

    def __init__(self, site: asgi.Handler, where: str, *, goes_on: bool = False, length: int | None = None) -> None:
        headers = [(b"host", b"testserver"), *([(b"content-length", b"%d" % length)] if length is not None else [])]
        scope = {"type": "http", "method": "GET", "path": where, "query_string": b"", "headers": headers}
        self._wire: Any = ApplicationCommunicator(site, scope)  # type: ignore[no-untyped-call]  # asgiref's own
        self._task = asyncio.ensure_future(self._answer(goes_on=goes_on))

    async def _answer(self, *, goes_on: bool) -> tuple[int, dict[bytes, bytes], bytes]:
        await self._wire.send_input({"type": "http.request", "body": b"", "more_body": goes_on})
        start = await self._wire.receive_output(20)
        body = (await self._wire.receive_output(20))["body"]
        await self._wire.wait(20)
        return start["status"], dict(start["headers"]), body

    @property
    def is_answered(self) -> bool:
        return self._task.done()

    async def more(self, body: bytes) -> None:
        await self._wire.send_input({"type": "http.request", "body": body, "more_body": True})

    async def leave(self) -> None:
        self._task.cancel()
        await self._wire.send_input({"type": "http.disconnect"})
        await self._wire.wait(20)

    def __await__(self) -> Any:
        return self._task.__await__()


async def test_a_request_that_waits_too_long_gets_503_and_a_probe_does_not(site: asgi.Handler) -> None:
    first = Visit(site, "/slow/")
    await asyncio.sleep(0.05)
    program, person = await asyncio.gather(Visit(site, "/api/slow/"), Visit(site, "/slow/"))
    assert program[0] == 503
    assert b'{"detail": "The service could not answer in time.' in program[2]
    assert (program[1][b"X-Error-Code"], program[1][b"Retry-After"]) == (b"unavailable", b"1")
    assert person[0] == 503
    assert person[1][b"Retry-After"] == b"1"
    assert b"<h1>Too many people at once</h1>" in person[2]
    assert (await Visit(site, "/livez"))[0] == 200
    _may_go.set()
    assert (await first)[::2] == (200, b"slow")


async def test_a_running_request_may_take_longer_than_the_wait_for_a_thread(site: asgi.Handler) -> None:
    visit = Visit(site, "/slow/")
    await asyncio.sleep(asgi.PATIENCE * 2)
    _may_go.set()
    assert (await visit)[0] == 200


async def test_a_request_that_hangs_gets_503_at_the_deadline(site: asgi.Handler, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(asgi, "DEADLINE", 0.3)
    assert (await Visit(site, "/api/slow/"))[0] == 503
    assert (await Visit(site, "/api/slow/"))[0] == 503
    assert (await Visit(site, "/livez"))[0] == 200
    _may_go.set()
    assert (await Visit(site, "/who/"))[0] == 200


async def test_a_hanging_probe_does_not_delay_another(site: asgi.Handler) -> None:
    hanging = Visit(site, "/readyz")
    await asyncio.sleep(0.05)
    assert (await Visit(site, "/livez"))[0] == 200
    _may_go.set()
    assert (await hanging)[0] == 200


async def test_many_requests_share_the_connections_of_the_threads(site: asgi.Handler, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(asgi, "PATIENCE", 20)
    answers = await asyncio.gather(*(Visit(site, "/who/") for _ in range(50)))
    assert {status for status, _, _ in answers} == {200}
    assert len({body for _, _, body in answers}) == 1


async def test_a_connection_that_broke_costs_one_request(site: asgi.Handler) -> None:
    assert (await Visit(site, "/who/"))[0] == 200
    assert (await Visit(site, "/broken/"))[0] == 500
    assert (await Visit(site, "/who/"))[0] == 200


async def test_a_slow_sender_holds_no_thread(site: asgi.Handler) -> None:
    senders = [Visit(site, "/who/", goes_on=True) for _ in range(5)]
    await asyncio.sleep(0.05)
    assert (await Visit(site, "/who/"))[0] == 200
    for sender in senders:
        await sender.leave()


async def test_a_client_that_leaves_while_waiting_is_not_served(site: asgi.Handler) -> None:
    first = Visit(site, "/slow/")
    await asyncio.sleep(0.05)
    impatient = Visit(site, "/counted/")
    await asyncio.sleep(0.05)
    await impatient.leave()
    _may_go.set()
    assert (await first)[0] == 200
    assert (await Visit(site, "/who/"))[0] == 200
    assert not _served


async def test_finish_waits_for_running_requests(site: asgi.Handler) -> None:
    visit = Visit(site, "/slow/")
    await asyncio.sleep(0.05)
    going = asyncio.create_task(asgi.finish(20))
    await asyncio.sleep(0.05)
    assert not going.done()
    _may_go.set()
    assert (await visit)[0] == 200
    await going


async def test_finish_waits_no_longer_than_its_limit(site: asgi.Handler) -> None:
    visit = Visit(site, "/slow/")
    await asyncio.sleep(0.05)
    await asgi.finish(0.05)
    assert not _may_go.is_set()
    _may_go.set()
    assert (await visit)[0] == 200


async def test_a_body_declared_too_large_is_refused_before_it_arrives(
    site: asgi.Handler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "LINGER", 0.1)
    status, headers, text = await Visit(site, "/api/counted/", goes_on=True, length=MAX_BODY + 1)
    assert (status, headers[b"X-Error-Code"], headers[b"Connection"]) == (413, b"too_large", b"close")
    assert text == b'{"detail": "The request body is larger than 1 MiB."}'
    assert not _served


async def test_a_body_without_a_length_is_refused_once_it_is_too_large(
    site: asgi.Handler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "LINGER", 0.1)
    visit = Visit(site, "/counted/", goes_on=True)
    await visit.more(b"a" * MAX_BODY)
    await asyncio.sleep(0.05)
    assert not visit.is_answered
    await visit.more(b"a")
    status, headers, text = await visit
    assert (status, headers[b"Content-Type"]) == (413, b"text/html; charset=utf-8")
    assert b"<h1>That was too much at once</h1>" in text
    assert not _served
