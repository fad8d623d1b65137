"""Nobody stays behind: what ends a socket's consumer ends its person's presence, and no text ends a consumer."""

import asyncio
import signal
from typing import Any

import orjson
import pytest

from interviews.models import Participant
from tests.faults.conftest import Come, within
from tests.faults.person import gathered
from tests.faults.raw import seated
from tests.faults.scene import ask, interview
from tests.faults.stack import Server

BOTH = pytest.mark.parametrize("program", ["daphne", "uvicorn"], indirect=True)
NUMBERS = [str(10**30), str(-(10**30)), str(2**64), "1" * 4000, "1" * 5000, "1e400", "NaN", "-Infinity"]


def _presence(participant: str) -> str:
    return Participant.objects.across_tenants().get(pk=participant).presence


@BOTH
@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number[:12])
async def test_a_number_beyond_64_bits_is_refused_and_the_socket_stays_open(
    come: Come, servers: list[Server], program: str, number: str
) -> None:
    held = await ask(interview)
    alice = come(held.seats[0], servers[::-1])
    async with gathered(alice), seated(held.seats[1], servers[0]) as bob:
        await bob.send('{"type":"signal","payload":{"n":%s}}' % number)
        await bob.send('{"type":"ping"}')
        answers: list[dict[str, Any]] = []
        async with asyncio.timeout(within(3)):
            while not answers or answers[-1]["type"] != "pong":
                answers.append(orjson.loads(await bob.recv()))
        refused = [answer for answer in answers if answer["type"] == "error"]
        assert [answer["code"] for answer in refused] == ["bad_request"]
        await bob.send('{"type":"signal","payload":{"n":1}}')
        await alice.until(lambda: alice.frames[-1].get("payload") == {"n": 1}, within=within(3))
        assert alice.count("participant.away") == 0


@BOTH
async def test_a_person_whose_consumer_failed_is_away_and_then_gone(
    come: Come, servers: list[Server], program: str
) -> None:
    held = await ask(interview)
    alice = come(held.seats[0], servers[::-1])
    async with gathered(alice), seated(held.seats[1], servers[0]) as bob:
        ghost = (await alice.hears("participant.joined", within=within(2)))["participant"]
        assert ghost != alice.me
        servers[0].signal(signal.SIGHUP)
        await asyncio.wait_for(bob.wait_closed(), within(2))
        await alice.hears("participant.away", within=within(2), participant=ghost)
        await alice.hears("participant.left", within=within(10 + 5), participant=ghost, reason="lease")
        assert await ask(_presence, ghost) == "left"
