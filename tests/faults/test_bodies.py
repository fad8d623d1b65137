"""A body that is too large is refused before it is held, by both servers, to whatever path it goes."""

import asyncio
import contextlib
import http.client
import os
from collections.abc import AsyncIterator

import orjson
import pytest

from tests.faults.conftest import within
from tests.faults.stack import Server

MIB = 1024 * 1024
LARGE, CROWD = 64 * MIB, int(os.environ.get("TE_BODIES", "100"))
GROWTH = 50 * MIB
PIECE = b"a" * 64 * 1024
TOO_LARGE = {"detail": "The request body is larger than 1 MiB."}
BOTH = pytest.mark.parametrize("program", ["daphne", "uvicorn"], indirect=True)
WAYS = pytest.mark.parametrize("way", ["declared", "chunked"])


def _head(path: str, size: int | None, *more: str) -> bytes:
    length = "Transfer-Encoding: chunked" if size is None else f"Content-Length: {size}"
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json", length, *more]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class Answer:
    def __init__(self, raw: bytes) -> None:
        head, _, self.body = raw.partition(b"\r\n\r\n")
        status, *headers = head.decode().split("\r\n")
        self.status = int(status.split()[1]) if status else 0
        self.headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in headers)}


async def _post(server: Server, path: str, size: int, *, chunked: bool, stops: bool = True) -> Answer:
    """Send a body in pieces; a client that `stops` does so once it is answered, or the line is cut."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    reading = asyncio.create_task(_read(reader))
    try:
        with contextlib.suppress(OSError):
            writer.write(_head(path, None if chunked else size))
            for _ in range(size // len(PIECE)):
                if stops and reading.done():
                    break
                writer.write(b"%x\r\n%s\r\n" % (len(PIECE), PIECE) if chunked else PIECE)
                await writer.drain()
            else:
                writer.write(b"0\r\n\r\n" if chunked else b"")
        return await asyncio.wait_for(reading, 30)
    finally:
        reading.cancel()
        writer.transport.abort()


async def _read(reader: asyncio.StreamReader) -> Answer:
    raw = b""
    with contextlib.suppress(OSError):
        while len((answer := Answer(raw)).body) < int(answer.headers.get("content-length", "1" if not raw else "0")):
            if not (more := await reader.read(65536)):
                break
            raw += more
    return Answer(raw)


@contextlib.asynccontextmanager
async def _watched(server: Server) -> AsyncIterator[list[int]]:
    """How much more memory the process has taken at any moment."""
    before, growth = server.resident, [0]

    async def watch() -> None:
        while True:
            growth.append(server.resident - before)
            await asyncio.sleep(0.01)

    watching = asyncio.create_task(watch())
    try:
        yield growth
    finally:
        growth.append(server.resident - before)
        watching.cancel()


@BOTH
@WAYS
async def test_a_crowd_of_large_bodies_costs_no_memory_and_each_is_answered(
    servers: list[Server],
    program: str,
    way: str,
) -> None:
    paths = ["/livez", "/api/token/", "/login/", "/no/such/page"]
    async with _watched(servers[0]) as growth:
        sent = (_post(servers[0], paths[n % len(paths)], LARGE, chunked=way == "chunked") for n in range(CROWD))
        answers = await asyncio.gather(*sent)
        assert await asyncio.to_thread(servers[0].status, "/livez") == 200
    assert max(growth) < GROWTH, f"{max(growth) / MIB:.0f} MiB more"
    assert {answer.status for answer in answers} == {413}
    for answer in answers[1::4]:
        assert orjson.loads(answer.body) == TOO_LARGE
        assert (answer.headers["x-error-code"], answer.headers["content-type"]) == ("too_large", "application/json")


@BOTH
@WAYS
async def test_a_sender_that_goes_on_after_a_refusal_is_cut_off(servers: list[Server], program: str, way: str) -> None:
    async with _watched(servers[0]) as growth:
        sent = (_post(servers[0], "/api/token/", LARGE, chunked=way == "chunked", stops=False) for _ in range(10))
        answers = await asyncio.wait_for(asyncio.gather(*sent), 30)
    assert max(growth) < GROWTH, f"{max(growth) / MIB:.0f} MiB more"
    assert {answer.status for answer in answers} <= {
        413,
        0,
    }  # who writes into a line that was cut may lose what it held


@BOTH
@pytest.mark.parametrize(("size", "status"), [(MIB, 400), (MIB + 1, 413), (4 * MIB, 413)])
async def test_a_body_up_to_the_limit_is_read_and_a_larger_one_answered(
    servers: list[Server], program: str, size: int, status: int
) -> None:
    """By a client that sends everything before it reads."""
    empty = len(orjson.dumps({"email": ""}))
    body = orjson.dumps({"email": "a" * (size - empty)})
    assert await asyncio.to_thread(_told, servers[0], body) == status
    assert await asyncio.to_thread(_told, servers[0], iter([body])) == status


def _told(server: Server, body: object) -> int:
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    with contextlib.closing(line):
        line.request("POST", "/api/token/", body, {"Content-Type": "application/json"})  # type: ignore[arg-type]  # bytes, or an iterator: chunked
        answer = line.getresponse()
        told = orjson.loads(answer.read())
        assert (answer.status != 413) or told == TOO_LARGE
        return answer.status


@BOTH
async def test_a_large_body_announced_with_expect_is_refused_at_once(servers: list[Server], program: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", servers[0].port)
    writer.write(_head("/api/token/", LARGE, "Expect: 100-continue"))
    answer = await asyncio.wait_for(_read(reader), within(3))
    assert (answer.status, answer.headers["connection"]) == (413, "close")
    assert orjson.loads(answer.body) == TOO_LARGE
    writer.transport.abort()
