"""F8 and F9: without PostgreSQL nothing can be done, and everybody is told so in time; sockets stay and nothing is lost."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import httpx
import pytest

from tests.faults.conftest import Come, within
from tests.faults.outages import Outage, hanging, locked, refusing
from tests.faults.person import gathered
from tests.faults.scene import Seat, ask, interview, told
from tests.faults.stack import Server, Stack, kill


async def test_a_killed_postgres_loses_nothing_acknowledged_and_closes_nothing(
    come: Come, servers: list[Server], stack: Stack
) -> None:
    held = await ask(interview)
    alice, bob = come(held.seats[0], servers), come(held.seats[1], servers[::-1])
    async with gathered(alice, bob):
        before = [await alice.room.command("chat.send", text=f"before {n}") for n in range(20)]
        await asyncio.to_thread(kill, stack.postgres.child)
        asking = asyncio.create_task(alice.room.command("chat.send", text="meanwhile"))
        await alice.until(lambda: alice.refusals, within=within(3))
        assert {(refusal["code"], refusal["retry"]) for refusal in alice.refusals} == {("unavailable", True)}
        await asyncio.to_thread(stack.postgres.start)
        after = await asyncio.wait_for(asking, within(10))
        log = await ask(told, held.session_id)
        for told_of in [place for answer in [*before, after] for place in answer["events"]]:
            assert log["all"][told_of["seq"] - 1]["type"] == "chat.sent"
        assert sum(event.get("text") == "meanwhile" for event in log["all"]) == 1
        await bob.hears("chat.sent", within=within(1.5), text="meanwhile")
        assert alice.room.closings == bob.room.closings == []
        assert bob.lost_nothing


@pytest.mark.parametrize("outage", [hanging, locked, refusing])
async def test_a_hanging_postgres_is_answered_with_an_error_in_time(
    come: Come,
    servers: list[Server],
    stack: Stack,
    outage: Callable[[Outage], AbstractAsyncContextManager[None]],
) -> None:
    held = await ask(interview)
    alice = come(held.seats[0], servers)
    async with gathered(alice):
        async with outage(Outage(stack, held.session_id)):
            asking = asyncio.create_task(alice.room.command("mute.set", muted=True))
            by_rest = asyncio.create_task(_mute_by_rest(held.seats[1], servers[0]))
            await alice.until(lambda: alice.refusals, within=3 + within(0))
            assert alice.refusals[0]["code"] == "unavailable"
            refused = await asyncio.wait_for(by_rest, 3 + within(0))
            assert (refused.status_code, refused.headers["X-Error-Code"]) == (503, "unavailable")
            assert await asyncio.to_thread(servers[0].status, "/livez") == 200
        answer = await asyncio.wait_for(asking, within(10))
        assert answer["type"] == "ack"
        log = await ask(told, held.session_id)
        assert [event["type"] for event in log["all"]].count("mute.changed") == 1
        assert alice.room.closings == []


async def _mute_by_rest(seat: Seat, server: Server) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False, timeout=20) as http:
        url = f"{server.url}/api/talent-engine/video-sessions/toggle_mute/"
        wish = {"session_id": str(seat.session_id), "muted": True}
        return await http.post(url, json=wish, headers={"Authorization": f"Bearer {seat.token}"})
