"""F1 to F4: a server dies, at the worst of moments, and the people in the room notice a pause at most."""

import asyncio

import pytest

from tests.faults.conftest import Come, within
from tests.faults.person import gathered
from tests.faults.proxy import Network
from tests.faults.scene import ask, interview, told
from tests.faults.stack import Server, await_death


@pytest.mark.parametrize("program", ["daphne", "uvicorn"], indirect=True)
async def test_people_resume_elsewhere_when_their_server_is_killed(come: Come, servers: list[Server]) -> None:
    held = await ask(interview)
    alice, bob = come(held.seats[0], servers), come(held.seats[1], servers)
    async with gathered(alice, bob):
        servers[0].kill()
        await alice.room.command("mute.set", muted=True)
        await bob.hears("mute.changed", within=within(2), muted=True)
        await asyncio.gather(alice.entered(), bob.entered())
        assert alice.lost_nothing
        assert bob.lost_nothing
        assert bob.count("participant.left") == 0


async def test_a_committed_event_is_delivered_although_its_server_died_before_publishing(
    come: Come, servers: list[Server]
) -> None:
    held = await ask(interview)
    alice, bob = come(held.seats[0], servers), come(held.seats[1], servers[::-1])
    async with gathered(alice, bob):
        servers[0].arm("before-publish")
        answer = await alice.room.command("mute.set", muted=True)
        heard = await bob.hears("mute.changed", within=within(1.5), muted=True)
        await asyncio.to_thread(await_death, servers[0].child, within=5)
        assert answer["duplicate"]
        assert answer["events"] == [{"stream": "all", "seq": heard["seq"]}]
        assert alice.lost_nothing
        assert bob.lost_nothing
        assert bob.count("mute.changed") == 1


async def test_an_uncommitted_command_is_done_once_when_it_is_sent_again(come: Come, servers: list[Server]) -> None:
    held = await ask(interview)
    alice, bob = come(held.seats[0], servers), come(held.seats[1], servers[::-1])
    async with gathered(alice, bob):
        servers[0].arm("before-commit")
        answer = await alice.room.command("mute.set", muted=True)
        await asyncio.to_thread(await_death, servers[0].child, within=5)
        assert not answer["duplicate"]
        await bob.hears("mute.changed", within=within(1.5), muted=True)
        log = await ask(told, held.session_id)
        assert [event["type"] for event in log["all"]].count("mute.changed") == 1


async def test_a_lost_answer_is_given_again(come: Come, servers: list[Server]) -> None:
    held = await ask(interview)
    async with Network(servers[0].port) as network:
        alice, bob = come(held.seats[0], [network]), come(held.seats[1], servers)
        async with gathered(alice, bob):
            network.swallows = True
            asking = asyncio.create_task(alice.room.command("mute.set", muted=True))
            heard = await bob.hears("mute.changed", within=within(1.5), muted=True)
            network.heal()
            network.cut()
            answer = await asking
            assert answer["duplicate"]
            assert answer["events"] == [{"stream": "all", "seq": heard["seq"]}]
            await alice.entered()
            assert alice.lost_nothing
