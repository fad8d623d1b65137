"""The log of a real process, after it has met every kind of secret: it holds none of them."""

import httpx
import orjson
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from tests.faults.conftest import Come
from tests.faults.person import gathered
from tests.faults.raw import ticket_for
from tests.faults.scene import ask, interview
from tests.faults.stack import Server


@pytest.mark.parametrize("program", ["daphne", "uvicorn"], indirect=True)
async def test_no_secret_stands_in_the_log_of_a_server(come: Come, servers: list[Server], program: str) -> None:
    held = await ask(interview)
    server = servers[0]
    alice, carol = come(held.seats[0], [server]), come(held.candidate, [server])
    async with gathered(alice, carol):
        await alice.room.command("note.add", text="canary-of-a-note")
        told = await ticket_for(held.seats[1], server)
        for _ in range(2):  # the second finds it spent
            await _knock(told["url"], told["ticket"], f"http://127.0.0.1:{server.port}")
        await _knock(told["url"], told["ticket"], "http://evil.example")
        async with httpx.AsyncClient(trust_env=False, base_url=server.url) as http:
            await http.post("/api/token/", json={"email": "alice@acme.example", "password": "canary-of-a-password"})
            await http.get(f"/api/talent-engine/video-sessions/?ticket={told['ticket']}&token={held.seats[0].token}")
            await http.get("/metrics", headers={"Authorization": "Bearer canary-of-metrics"})
    text = server.child.log.read_text()
    lines = [orjson.loads(line) for line in text.splitlines() if line.startswith("{")]
    seated = [line for line in lines if line["event"] == "socket connected" and line["session"] == str(held.session_id)]
    assert {alice.me, carol.me} <= {line["participant"] for line in seated}
    secrets = [told["ticket"], "canary-of", *(seat.token for seat in (*held.seats, held.candidate))]
    assert [secret for secret in secrets if secret in text] == []


async def _knock(url: str, ticket: str, origin: str) -> None:
    protocols = [Subprotocol("te.v1"), Subprotocol(f"te.ticket.{ticket}")]
    try:
        async with connect(url, subprotocols=protocols, origin=origin, proxy=None) as socket:  # type: ignore[arg-type]  # a plain text will do
            await socket.recv()
    except WebSocketException:
        pass  # refused, as it should be
