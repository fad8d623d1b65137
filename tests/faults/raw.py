"""A socket without the client's manners: it reads when it is told to, and says anything."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx
import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.faults.scene import Seat
from tests.faults.stack import Door


async def ticket_for(seat: Seat, door: Door) -> dict[str, Any]:
    async with httpx.AsyncClient(trust_env=False, timeout=20) as http:
        url = f"http://127.0.0.1:{door.port}/api/talent-engine/video-sessions/{seat.session_id}/ticket/"
        answer = await http.post(url, headers={"Authorization": f"Bearer {seat.token}"})
        return dict(answer.raise_for_status().json())


@asynccontextmanager
async def opened(seat: Seat, door: Door) -> AsyncIterator[ClientConnection]:
    """Through the door, before hello."""
    told = await ticket_for(seat, door)
    protocols = [Subprotocol("te.v1"), Subprotocol(f"te.ticket.{told['ticket']}")]
    async with connect(
        told["url"], subprotocols=protocols, proxy=None, ping_interval=None, open_timeout=20, close_timeout=0.1
    ) as socket:
        yield socket


@asynccontextmanager
async def seated(seat: Seat, door: Door) -> AsyncIterator[ClientConnection]:
    """In the room: hello said, welcome heard."""
    async with opened(seat, door) as socket:
        await socket.send(orjson.dumps({"type": "hello", "tab": str(uuid4())}).decode())
        while orjson.loads(await socket.recv())["type"] not in ("welcome", "lobby"):
            pass
        yield socket


async def read_out(socket: ClientConnection) -> list[dict[str, Any]]:
    """Read what is there until the server closes; `socket.close_code` then says why it did."""
    frames = []
    try:
        while True:
            frames.append(orjson.loads(await socket.recv()))
    except ConnectionClosed:
        return frames
