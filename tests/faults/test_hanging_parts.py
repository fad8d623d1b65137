"""F6 and F15 as pages and probes see them: what a server can do without may hang for as long as it likes."""

import asyncio
import hashlib
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from demo.services import S3
from demo.services.children import Child
from demo.services.home import turn
from tests.faults.conftest import SLACK, Come
from tests.faults.person import gathered
from tests.faults.scene import Interview, ask, interview
from tests.faults.stack import Server, Stack

HANGS = 12.0  # seconds: longer than the watch needs to see it, and than old time-outs needed to fill every thread
SEEN = 10.0 + SLACK
METRICS = {"METRICS_TOKEN": "sesame"}
CHUNK = b"a chunk of film"


@pytest.fixture(scope="module")
def store(standing_stack: Stack) -> Iterator[S3]:
    part = S3(standing_stack.home, origins=["http://127.0.0.1"])
    yield part
    part.stop()


@pytest.fixture
def server(stack: Stack, store: S3, program: str) -> Iterator[Server]:
    """One that has a store."""
    with turn():
        environment = store.start()
    with stack.apart(f"stored-{program}", program, environment | METRICS) as made:
        yield made


@pytest.fixture(params=["redis", "store"])
def part(request: pytest.FixtureRequest, stack: Stack, store: S3) -> Iterator[tuple[str, Child]]:
    child = {"redis": stack.redis.child, "store": store.child}[request.param]
    yield request.param, child
    os.kill(child.pid, signal.SIGCONT)


@pytest.fixture
async def http(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False, base_url=server.url, timeout=8) as client:
        yield client


async def test_a_hanging_part_is_named_by_readyz_which_stays_ready(
    server: Server, http: httpx.AsyncClient, part: tuple[str, Child], come: Come
) -> None:
    name, child = part
    held = await ask(interview)
    alice = come(held.seats[0], [server])
    async with gathered(alice), pages(http) as slowest:
        await alice.room.command("recording.start")
        recording = (await alice.hears("recording.requested", within=SEEN))["recording"]
        assert await says(http, name, "ok")
        os.kill(child.pid, signal.SIGSTOP)
        recorders = [asyncio.create_task(records(http, held, recording, seconds=HANGS)) for _ in range(4)]
        assert await says(http, name, "unavailable")
        assert f'te_part_answers{{part="{name}"}} 0.0' in await metrics(http)
        await asyncio.gather(*recorders)
        os.kill(child.pid, signal.SIGCONT)
        assert await says(http, name, "ok")
        assert f'te_part_answers{{part="{name}"}} 1.0' in await metrics(http)
        await records(http, held, recording, seconds=3, put=True)
        await alice.hears("recording.started", within=SEEN)
        await alice.room.command("recording.stop")
    assert max(slowest()) < 1 + SLACK


@asynccontextmanager
async def pages(http: httpx.AsyncClient) -> AsyncIterator[Callable[[], list[float]]]:
    """Somebody opens the login page, and a proxy asks for readiness, all the time; every answer is 200."""
    over, taken = asyncio.Event(), [0.0]

    async def visit(path: str) -> None:
        while not over.is_set():
            began = time.monotonic()
            answer = await http.get(path)
            taken.append(time.monotonic() - began)
            assert answer.status_code == 200, (path, answer.text[:300])
            await asyncio.sleep(0.2)

    visitors = [asyncio.create_task(visit(path)) for path in ("/login/", "/readyz")]
    try:
        yield lambda: taken
    finally:
        over.set()
        await asyncio.gather(*visitors)


async def says(http: httpx.AsyncClient, part: str, state: str) -> bool:
    deadline = time.monotonic() + SEEN
    while (await http.get("/readyz")).json()[part] != state:
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.1)
    return True


async def metrics(http: httpx.AsyncClient) -> str:
    return (await http.get("/metrics", headers={"Authorization": "Bearer sesame"})).text


async def records(
    http: httpx.AsyncClient, held: Interview, recording: str, *, seconds: float, put: bool = False
) -> None:
    """Ask for the address of a chunk five times a second, as a recorder that is not confirmed yet; `put` the chunk, too."""
    url = f"/api/talent-engine/video-sessions/{held.session_id}/recordings/{recording}/chunks/"
    digest = hashlib.sha256(CHUNK).hexdigest()
    piece = {"track": "composed", "segment": 0, "seq": 0, "size": len(CHUNK), "sha256": digest, "mime": "video/webm"}
    until = time.monotonic() + seconds
    asked: set[asyncio.Task[Any]] = set()
    headers = {"Authorization": f"Bearer {held.seats[0].token}"}
    while time.monotonic() < until:
        asked.add(asyncio.create_task(http.post(url, json=[piece], headers=headers)))
        await asyncio.sleep(0.2)
    answers = await asyncio.gather(*asked)
    assert {answer.status_code for answer in answers} == {200}, [answer.text[:200] for answer in answers]
    if put:
        address = answers[-1].json()[0]
        stored = await http.put(address["url"], content=CHUNK, headers=address["headers"])
        assert stored.status_code == 200
        await http.post(url, json=[], headers=headers)
