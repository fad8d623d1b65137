"""The clients under test behind one face: the Python module in this process, the browser's module in Node."""

import asyncio
import contextlib
import shutil
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import orjson

from clients.python.talent_engine_room import Refused, Room, Ticket, TicketRefused
from tests.conformance.stage import PATIENCE, Stage

HERE = Path(__file__).parent


class Client:
    """`heard` is what it handed to its user, `answers` what became of commands, `ending` why it gave up."""

    def __init__(self, ask: Callable[[str, dict[str, Any]], object]) -> None:
        self.ask = ask
        self.heard: list[dict[str, Any]] = []
        self.answers: list[dict[str, Any]] = []
        self.ending: str | None = None
        self._news = asyncio.Event()

    def note(self, what: str, said: Any) -> None:
        match what:
            case "heard":
                self.heard.append(said)
            case "answer":
                self.answers.append(said)
            case "over":
                self.ending = said
        self._news.set()

    async def until(self, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():
                self._news.clear()
                await self._news.wait()

    @property
    def events(self) -> list[int]:
        return [frame["seq"] for frame in self.heard if "seq" in frame]


@asynccontextmanager
async def python(stage: Stage) -> AsyncIterator[Client]:
    async with httpx.AsyncClient(trust_env=False) as http, asyncio.TaskGroup() as tasks:

        async def ticket() -> Ticket:
            answer = await http.get(f"{stage.url}/ticket")
            if not answer.is_success:
                raise TicketRefused(answer.status_code, answer.json()["code"])
            return Ticket(**answer.json())

        async def command(kind: str, fields: dict[str, Any]) -> None:
            try:
                client.note("answer", await room.command(kind, **fields))
            except Refused as refused:
                client.note("answer", {"refused": refused.code})

        async def run() -> None:
            client.note("over", await room.run())

        client = Client(lambda kind, fields: tasks.create_task(command(kind, fields)))
        room = Room(ticket, on_frame=lambda frame: client.note("heard", frame))
        tasks.create_task(run())
        yield client
        room.stop()


@asynccontextmanager
async def javascript(stage: Stage) -> AsyncIterator[Client]:
    words = ["node", "--experimental-websocket", "--no-warnings", str(HERE / "client.js"), stage.url]
    node = await asyncio.create_subprocess_exec(*words, stdin=PIPE, stdout=PIPE)
    assert node.stdin is not None
    commands = node.stdin
    client = Client(lambda kind, fields: commands.write(orjson.dumps({"type": kind, "fields": fields}) + b"\n"))
    listening = asyncio.create_task(_listen(node, client))
    try:
        yield client
    finally:
        with contextlib.suppress(ProcessLookupError):
            node.kill()
        await node.wait()
        await listening


async def _listen(node: Process, client: Client) -> None:
    assert node.stdout is not None
    while line := await node.stdout.readline():
        client.note(*orjson.loads(line))


CLIENTS: dict[str, Callable[[Stage], AbstractAsyncContextManager[Client]]] = {"python": python}
if shutil.which("node"):  # nobody needs Node to run the service
    CLIENTS["javascript"] = javascript
