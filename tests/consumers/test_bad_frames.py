"""Every frame, however bad, is answered or the socket is closed with the right code; the server and the neighbours live on."""

from collections.abc import Callable

import pytest
from asgiref.sync import sync_to_async

from core.models import Member
from interviews.models import Participant
from interviews.room import events
from tests.consumers.visitor import Visitor, raise_hands, together

Visit = Callable[[Member | Participant], Visitor]
ID = "11111111-1111-4111-8111-111111111111"
BIG = str(10**30)
UNWRITABLE = [
    BIG,
    f"-{BIG}",
    str(2**64),
    str(-(2**63) - 1),
    "1" * 400,
    "1" * 5000,
    "1e400",
    "-1e400",
    "NaN",
    "Infinity",
    "-Infinity",
]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "bad_request"),
        ("[]", "bad_request"),
        ("null", "bad_request"),
        ('"hello"', "bad_request"),
        ('{"type":"nonsense"}', "unknown_type"),
        ('{"no":"type"}', "unknown_type"),
        ('{"type":7}', "unknown_type"),
        ('{"type":"mute.set","id":"%s","muted":"yes"}' % ID, "bad_request"),
        ('{"type":"mute.set","id":"%s","muted":1}' % ID, "bad_request"),
        ('{"type":"mute.set","muted":true}', "bad_request"),
        ('{"type":"mute.set","id":"%s","muted":true,"extra":1}' % ID, "bad_request"),
        ('{"type":"mute.set","id":"not-a-uuid","muted":true}', "bad_request"),
        ('{"type":"chat.send","id":"%s","text":"a\\u0000b"}' % ID, "bad_request"),
        ('{"type":"chat.send","id":"%s","text":"\\ud800"}' % ID, "bad_request"),
        ('{"type":"chat.send","id":"%s","text":"   "}' % ID, "bad_request"),
        ('{"type":"chat.send","id":"%s","text":"x","channel":"nowhere"}' % ID, "bad_request"),
        ('{"type":"score.set","id":"%s","scores":{"technical":6}}' % ID, "bad_request"),
        ('{"type":"score.set","id":"%s","scores":{"technical":NaN}}' % ID, "bad_request"),
        ('{"type":"score.set","id":"%s","scores":{"1x":3}}' % ID, "bad_request"),
        ('{"type":"signal","payload":' + "[" * 500 + "]" * 500 + "}", "bad_request"),
        ('{"type":"position","all":-1}', "bad_request"),
        ('{"type":"position","all":%s}' % BIG, "bad_request"),
        ('{"type":"hello","tab":"%s","position":{"all":0,"staff":%s}}' % (ID, BIG), "bad_request"),
        (
            '{"type":"recording.report","recording":"%s","track":"a","last_seq":%s,"queued_bytes":0}' % (ID, BIG),
            "bad_request",
        ),
        (
            '{"type":"recording.report","recording":"%s","track":"a","last_seq":0,"queued_bytes":%s}' % (ID, BIG),
            "bad_request",
        ),
        ('{"type":"signal","to_conn":%s,"payload":{}}' % BIG, "bad_request"),
        ('{"type":"signal","to_conn":-1,"payload":{}}', "bad_request"),
        *[('{"type":"signal","payload":{"n":%s}}' % number, "bad_request") for number in UNWRITABLE],
        *[('{"type":"signal","payload":{"a":[{"b":[%s]}]}}' % number, "bad_request") for number in UNWRITABLE],
        ('{"type":"session.extend","id":"%s","ends_at":"2026-11-22T10:00:00"}' % ID, "bad_request"),
    ],
)
async def test_a_malformed_frame_is_answered_and_the_socket_stays_open(
    visit: Visit, alice: Member, text: str, code: str
) -> None:
    a = await visit(alice).enter()
    async with together(a):
        await a.socket.send_to(text_data=text)
        answer = await a.until("error")
        assert (answer["type"], answer["code"], answer["retry"]) == ("error", code, False)
        assert (await a.asks("hand.set", raised=True))["type"] == "ack"


async def test_the_error_for_a_wrong_field_names_the_id_of_its_frame(visit: Visit, alice: Member) -> None:
    a = await visit(alice).enter()
    async with together(a):
        await a.socket.send_to(text_data='{"type":"mute.set","id":"%s","muted":"yes"}' % ID)
        assert (await a.until("error"))["id"] == ID


async def test_a_binary_frame_closes_the_socket(visit: Visit, alice: Member) -> None:
    a = await visit(alice).enter()
    async with together(a):
        await a.socket.send_to(bytes_data=b"\x00\x01")
        assert (await a.gone())["code"] == 1003


@pytest.mark.parametrize("size", [16 * 1024 + 1, 64 * 1024 + 1])
async def test_a_frame_that_is_too_large_closes_the_socket(visit: Visit, alice: Member, size: int) -> None:
    a = await visit(alice).enter()
    async with together(a):
        await a.socket.send_to(text_data='{"type":"ping"' + " " * size + "}")
        assert (await a.gone())["code"] == 1009


async def test_a_signal_may_be_larger_than_a_command(visit: Visit, alice: Member, bob: Member) -> None:
    a, b = await visit(alice).enter(), await visit(bob).enter()
    async with together(a, b):
        await a.say(type="signal", to=b.welcome["you"]["participant"], payload={"sdp": "x" * 40_000})
        assert len((await b.until("signal"))["payload"]["sdp"]) == 40_000


async def test_every_number_that_can_be_written_is_relayed(visit: Visit, alice: Member, bob: Member) -> None:
    a, b = await visit(alice).enter(), await visit(bob).enter()
    numbers = [0, -1, 2**53, 2**63 - 1, -(2**63), 0.1, -1e300, 1e-300, True, None]
    async with together(a, b):
        await a.say(type="signal", to=b.welcome["you"]["participant"], payload={"numbers": numbers})
        assert (await b.until("signal"))["payload"]["numbers"] == numbers


async def test_too_many_malformed_frames_close_the_socket(visit: Visit, alice: Member, bob: Member) -> None:
    a, b = await visit(alice).enter(), await visit(bob).enter()
    async with together(a, b):
        for _ in range(11):
            await a.socket.send_to(text_data="nonsense")
        assert (await a.gone())["code"] == 4400
        assert (await b.asks("mute.set", muted=True))["type"] == "ack"


async def test_a_flood_is_refused_and_then_closed(visit: Visit, alice: Member, bob: Member) -> None:
    a, b = await visit(alice).enter(), await visit(bob).enter()
    async with together(a, b):
        for n in range(200):
            await a.say(type="hand.set", id=f"11111111-1111-4111-8111-{n:012d}", raised=n % 2 == 0)
        assert (await a.gone())["code"] == 4429
        assert "rate_limited" in {frame.get("code") for frame in a.frames}
        assert (await b.asks("mute.set", muted=True))["type"] == "ack"
        await b.hears(events.MuteChanged)


async def test_a_command_before_hello_closes_the_socket(visit: Visit, alice: Member) -> None:
    a = visit(alice)
    assert await a.open()
    async with together(a):
        await a.say(type="mute.set", id=ID, muted=True)
        assert (await a.gone())["code"] == 4400


async def test_a_ping_before_hello_is_answered(visit: Visit, alice: Member) -> None:
    a = visit(alice)
    assert await a.open()
    async with together(a):
        await a.say(type="ping")
        assert (await a.until("pong"))["position"] == {"all": 0}


async def test_a_socket_without_a_hello_is_closed(visit: Visit, alice: Member) -> None:
    a = visit(alice)
    assert await a.open()
    async with together(a):
        assert (await a.gone())["code"] == 1012


async def test_a_position_beyond_what_was_sent_closes_the_socket(visit: Visit, alice: Member) -> None:
    a = await visit(alice).enter()
    async with together(a):
        await a.say(type="position", all=9_999, staff=0)
        assert (await a.gone())["code"] == 4409


async def test_a_client_that_stops_reading_is_paused_and_then_closed(visit: Visit, alice: Member, bob: Member) -> None:
    b = await visit(bob).enter()
    async with together(b):
        await sync_to_async(raise_hands)(b.session_id, bob, 300)
        closed = await b.gone()  # it reads what it is sent, but never says how far it has come
        assert closed["code"] == 4413
        assert len(b.heard) == 256
