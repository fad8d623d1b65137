"""A server that follows a script, to see what clients do: it gives tickets, and each scenario speaks its other lines."""

import asyncio
from http import HTTPStatus
from typing import Any, Self

import orjson
from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

PATIENCE = 10.0
EPOCH = "0f0f0f0f-0000-4000-8000-000000000000"
ME = "aaaaaaaa-0000-4000-8000-000000000000"
NOBODY: dict[str, Any] = {"all": {"participants": {}}}


class Wire:
    """One connection of the client under test."""

    def __init__(self, socket: ServerConnection) -> None:
        self.socket = socket
        self.frames: list[dict[str, Any]] = []

    async def hears(self, *types: str) -> dict[str, Any]:
        """The next frame of these types; positions and pings in between are remembered and passed over."""
        async with asyncio.timeout(PATIENCE):
            while True:
                frame: dict[str, Any] = orjson.loads(await self.socket.recv())
                self.frames.append(frame)
                if frame["type"] in types:
                    return frame
                assert frame["type"] in ("position", "ping"), frame

    async def say(self, **frame: Any) -> None:
        await self.socket.send(orjson.dumps(frame).decode())

    async def welcome(self, *, position: int = 0, mode: str = "snapshot", heartbeat: float = 15) -> dict[str, Any]:
        """Hear hello, let in. Answers the hello."""
        hello = await self.hears("hello")
        you = {"participant": ME, "role": "candidate", "name": "Carol", "conn": 1}
        more = {"snapshot": NOBODY} if mode == "snapshot" else {}
        await self.say(
            type="welcome", you=you, epoch=EPOCH, heartbeat_s=heartbeat, window=256, mode=mode,
            position={"all": position}, **more,
        )  # fmt: skip
        return hello

    async def event(self, seq: int, kind: str = "hand.changed") -> None:
        at = "2025-11-15T10:00:00.000Z"
        await self.say(
            type=kind, stream="all", seq=seq, id=f"{seq:032x}", at=at, by=ME, participant=ME, raised=seq % 2 == 1
        )

    async def close(self, code: int) -> None:
        await self.socket.close(code)

    def vanish(self) -> None:
        self.socket.transport.abort()


class Stage:
    """Waits for clients. `refusals` are answered instead of the next tickets."""

    def __init__(self, refusals: list[tuple[int, str]]) -> None:
        self.url = ""
        self.refusals = list(refusals)
        self.handshakes: list[list[str]] = []
        self._arrivals: asyncio.Queue[Wire] = asyncio.Queue()

    async def __aenter__(self) -> Self:
        self._server = await serve(
            self._arrive,
            "127.0.0.1",
            0,
            process_request=self._ticket,
            subprotocols=[Subprotocol("te.v1")],
            ping_interval=None,
            close_timeout=1,
        )
        self.url = f"http://127.0.0.1:{next(iter(self._server.sockets)).getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def connection(self) -> Wire:
        async with asyncio.timeout(PATIENCE):
            return await self._arrivals.get()

    @property
    def is_quiet(self) -> bool:
        return self._arrivals.empty()

    def _ticket(self, _: ServerConnection, request: Request) -> Response | None:
        if request.path != "/ticket":
            self.handshakes.append(request.headers["Sec-WebSocket-Protocol"].split(", "))
            return None
        status, code = self.refusals.pop(0) if self.refusals else (200, "")
        told = (
            {"ticket": "t" * 43, "url": f"{self.url.replace('http', 'ws')}/room"} if status == 200 else {"code": code}
        )
        body = orjson.dumps(told)
        headers = Headers({"Content-Type": "application/json", "Content-Length": str(len(body)), "Connection": "close"})
        return Response(status, HTTPStatus(status).phrase, headers, body)

    async def _arrive(self, socket: ServerConnection) -> None:
        self._arrivals.put_nowait(Wire(socket))
        await socket.wait_closed()
