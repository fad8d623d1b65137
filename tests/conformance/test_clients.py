"""What docs/protocol.md demands of a client, sentence by sentence, of each client we publish."""

import itertools
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.conformance.clients import CLIENTS, Client
from tests.conformance.stage import EPOCH, Stage

TERMINAL = {4400: "broken", 4403: "removed", 4404: "missing", 4408: "replaced", 4490: "ended"}
PASSING = [1001, 1012, 1003, 1009, 4401, 4409, 4410, 4413, 4429, 4500, 4503]


Refusals = list[tuple[int, str]]


@pytest.fixture
def refusals() -> Refusals:
    """The refusal of the first tickets."""
    return []


@pytest_asyncio.fixture
async def stage(refusals: Refusals) -> AsyncIterator[Stage]:
    async with Stage(refusals) as stage:
        yield stage


@pytest_asyncio.fixture(params=sorted(CLIENTS))
async def client(request: pytest.FixtureRequest, stage: Stage) -> AsyncIterator[Client]:
    async with CLIENTS[request.param](stage) as client:
        yield client


async def test_it_offers_the_protocol_and_its_ticket_and_sends_hello(stage: Stage, client: Client) -> None:
    hello = await (await stage.connection()).welcome()
    assert stage.handshakes == [["te.v1", f"te.ticket.{'t' * 43}"]]
    assert (hello["epoch"], hello["position"]) == (None, None)
    await client.until(lambda: client.heard)


async def test_it_resumes_after_a_cut_with_epoch_position_and_the_same_tab(stage: Stage, client: Client) -> None:
    wire = await stage.connection()
    first = await wire.welcome(position=40)
    await wire.event(41)
    await client.until(lambda: client.events)
    wire.vanish()
    again = await stage.connection()
    hello = await again.welcome(position=41, mode="resume")
    assert (hello["tab"], hello["epoch"]) == (first["tab"], EPOCH)
    assert hello["position"]["all"] == 41
    await again.event(42)
    await client.until(lambda: client.events == [41, 42])


async def test_it_applies_nothing_behind_a_gap_and_asks_for_what_is_missing(stage: Stage, client: Client) -> None:
    wire = await stage.connection()
    await wire.welcome()
    await wire.event(1)
    await wire.event(3)
    again = await stage.connection()
    assert (await again.welcome(position=1, mode="resume"))["position"]["all"] == 1
    await again.event(2)
    await again.event(3)
    await client.until(lambda: client.events == [1, 2, 3])


async def test_it_drops_what_it_has_applied(stage: Stage, client: Client) -> None:
    wire = await stage.connection()
    await wire.welcome()
    for seq in (1, 1, 2, 1, 3):
        await wire.event(seq)
    await client.until(lambda: 3 in client.events)
    assert client.events == [1, 2, 3]


async def test_a_snapshot_begins_anew(stage: Stage, client: Client) -> None:
    wire = await stage.connection()
    await wire.welcome(position=5)
    wire.vanish()
    again = await stage.connection()
    await again.welcome(position=90)
    await again.event(91)
    await client.until(lambda: client.events == [91])


async def test_it_sends_unanswered_commands_again_with_the_same_ids_in_order(stage: Stage, client: Client) -> None:
    wire = await stage.connection()
    await wire.welcome()
    await client.until(lambda: client.heard)
    client.ask("mute.set", {"muted": True})
    first = await wire.hears("mute.set")
    client.ask("hand.set", {"raised": True})
    second = await wire.hears("hand.set")
    wire.vanish()
    again = await stage.connection()
    await again.welcome(mode="resume")
    assert await again.hears("mute.set", "hand.set") == first
    assert await again.hears("mute.set", "hand.set") == second
    await again.say(type="ack", id=first["id"], events=[], duplicate=True)
    await again.say(type="error", id=second["id"], code="forbidden", detail="No.", retry=False)
    await client.until(lambda: len(client.answers) == 2)
    assert client.answers[0]["duplicate"]
    assert client.answers[1] == {"refused": "forbidden"}


@pytest.mark.parametrize("code", ["unavailable", "rate_limited"])
async def test_it_repeats_a_command_whose_outcome_is_unknown(stage: Stage, client: Client, code: str) -> None:
    wire = await stage.connection()
    await wire.welcome()
    await client.until(lambda: client.heard)
    client.ask("mute.set", {"muted": True})
    asked = await wire.hears("mute.set")
    await wire.say(type="error", id=asked["id"], code=code, detail="", retry=True)
    assert await wire.hears("mute.set") == asked
    await wire.say(type="ack", id=asked["id"], events=[{"stream": "all", "seq": 1}], duplicate=True)
    await client.until(lambda: client.answers)


async def test_it_answers_pings(stage: Stage, client: Client) -> None:
    wire = await stage.connection()
    await wire.welcome()
    await wire.say(type="ping")
    await wire.hears("pong")


async def test_it_reports_its_position_every_32_events_and_after_a_second(stage: Stage, client: Client) -> None:
    wire = await stage.connection()
    await wire.welcome()
    for seq in range(1, 41):
        await wire.event(seq)
    reported = [0]
    while reported[-1] < 40:
        reported.append((await wire.hears("position"))["all"])
    assert max(after - before for before, after in itertools.pairwise(reported)) <= 32


async def test_it_pings_a_silent_server_and_then_leaves_it(stage: Stage, client: Client) -> None:
    wire = await stage.connection()
    await wire.welcome(heartbeat=1.5)
    await wire.hears("ping")
    await (await stage.connection()).welcome(mode="resume")


async def test_it_leaves_a_draining_server_and_comes_back(stage: Stage, client: Client) -> None:
    wire = await stage.connection()
    await wire.welcome()
    await wire.say(type="drain", after_ms=50)
    await (await stage.connection()).welcome(mode="resume")
    assert client.ending is None


async def test_it_skips_frames_it_does_not_know_and_counts_events_it_does_not_know(
    stage: Stage, client: Client
) -> None:
    wire = await stage.connection()
    await wire.welcome()
    await wire.say(type="from.the.future", of="something")
    await wire.event(1, kind="also.unknown")
    await wire.event(2)
    await client.until(lambda: client.events == [1, 2])


async def test_it_waits_in_the_lobby_and_enters_on_the_same_connection(stage: Stage, client: Client) -> None:
    wire = await stage.connection()
    hello = await wire.hears("hello")
    assert hello["position"] is None
    you = {"participant": hello["tab"], "role": "candidate", "name": "Carol", "conn": 1}
    client.ask("chat.send", {"text": "Hello?", "channel": "lobby"})
    await wire.say(type="lobby", state="waiting", you=you, place=1, host_present=False, messages=[])
    said = await wire.hears("chat.send")
    await wire.say(type="ack", id=said["id"], events=[], duplicate=False)
    await client.until(lambda: client.answers)
    await wire.say(
        type="welcome", you=you, epoch=EPOCH, heartbeat_s=15, window=256, mode="snapshot", position={"all": 7},
        snapshot={"all": {"participants": {}}},
    )  # fmt: skip
    await wire.event(8)
    await client.until(lambda: client.events == [8])


@pytest.mark.parametrize("code", TERMINAL)
async def test_it_stays_away_after_a_final_closing(stage: Stage, client: Client, code: int) -> None:
    wire = await stage.connection()
    await wire.welcome()
    await wire.close(code)
    await client.until(lambda: client.ending)
    assert client.ending == TERMINAL[code]
    assert stage.is_quiet


@pytest.mark.parametrize("code", PASSING)
async def test_it_comes_back_after_any_other_closing(stage: Stage, client: Client, code: int) -> None:
    wire = await stage.connection()
    await wire.welcome(position=3)
    await client.until(lambda: client.heard)
    await wire.close(code)
    hello = await (await stage.connection()).hears("hello")
    assert (hello["position"] is None) == (code == 4409)


@pytest.mark.parametrize(
    ("refusals", "ending"),
    [
        ([(401, "not_authenticated")], "login"),
        ([(403, "forbidden")], "forbidden"),
        ([(404, "not_found")], "missing"),
        ([(409, "session_ended")], "ended"),
        ([(410, "gone")], "link"),
    ],
)
async def test_it_gives_up_when_there_is_no_ticket_for_it(stage: Stage, client: Client, ending: str) -> None:
    await client.until(lambda: client.ending)
    assert client.ending == ending
    assert stage.is_quiet


@pytest.mark.parametrize("refusals", [[(503, "unavailable"), (429, "rate_limited")]])
async def test_it_asks_again_when_the_service_cannot_answer(stage: Stage, client: Client) -> None:
    await (await stage.connection()).welcome()
