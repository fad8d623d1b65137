"""Frames that no client would send, by the thousand and from one seed: texts for the room, bytes for the WebSocket."""

import json
import math
import os
import random
import struct
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import orjson

Chance = random.Random
WHOLE = [0, -1, 2**31, 2**53 + 1, 2**63 - 1, 2**63, -(2**63) - 1, 2**64, 10**18, 10**30, -(10**30), 10**400, 10**4000]
NUMBERS = [
    "NaN", "Infinity", "-Infinity", "1e999", "-1e400", "-0", "0x10", "1" * 400, "1" * 5000, "1." + "0" * 300, "01", "+1", "1e-999",
    *map(str, WHOLE),
]  # fmt: skip
TYPES = [
    "hello", "position", "ping", "pong", "signal", "recording.report", "session.leave", "session.lock", "session.extend",
    "session.end", "mute.set", "camera.set", "screen.set", "hand.set", "chat.send", "consent.set", "participant.admit",
    "participant.deny", "participant.remove", "note.add", "tags.set", "question.start", "question.finish", "score.set",
    "score.submit", "recording.start", "recording.stop", "no.such", "", "\u0000", "Mute.Set", "__class__",
]  # fmt: skip
FIELDS = [
    "id", "tab", "epoch", "position", "all", "staff", "to", "to_conn", "payload", "recording", "track", "last_seq", "muted",
    "participant", "text", "channel", "tags", "scores", "evidence", "notes", "ends_at", "granted", "raised", "extra", "type",
]  # fmt: skip


def texts(chance: Chance, count: int) -> Iterator[str]:
    """Texts that a hostile client may send."""
    makers = (_misfit, _misfit, _misfit, _signal, _deep, _doubled, _cut_off, _numbers, _garbled, _long)
    for _ in range(count):
        yield chance.choice(makers)(chance)


def _value(chance: Chance, depth: int = 0) -> Any:
    plain: list[Any] = [
        None, True, False, *WHOLE, 0.1, math.inf, -math.inf, math.nan, "", "x", "\u0000", "\ud7ff", "\U0010ffff", "…" * 50,
        str(uuid.UUID(int=chance.getrandbits(128))), "2026-11-22T10:00:00Z", "9999-99-99T99:99:99Z", "'; DROP TABLE room_event; --",
        "<script>", "%s%n", "../../etc", "\u202e", "ﷺ" * 20, "true",
    ]  # fmt: skip
    if depth < 3 and chance.random() < 0.2:
        many = range(chance.randrange(4))
        return [_value(chance, depth + 1) for _ in many] if chance.random() < 0.5 else _object(chance, depth + 1)
    return chance.choice(plain)


def _object(chance: Chance, depth: int = 0) -> dict[str, Any]:
    return {chance.choice(FIELDS): _value(chance, depth) for _ in range(chance.randrange(6))}


def _misfit(chance: Chance) -> str:
    """JSON of nearly the right shape."""
    frame = {"id": str(uuid.UUID(int=chance.getrandbits(128))), **_object(chance), "type": chance.choice(TYPES)}
    return _written(frame)


def _written(frame: dict[str, Any]) -> str:
    """With every number that Python knows, NaN too: orjson writes fewer."""
    return json.dumps(frame, ensure_ascii=False)


def _signal(chance: Chance) -> str:
    """Of the right shape, as `payload` may hold anything."""
    return _written({"type": "signal", "payload": {"it": _value(chance), **_object(chance)}})


def _deep(chance: Chance) -> str:
    depth = chance.choice([50, 200, 1_000, 7_000])
    opened, closed = chance.choice([("[", "]"), ('{"a":', "}")])
    return '{"type":"signal","payload":' + opened * depth + "1" + closed * chance.choice([depth, depth - 1, 0]) + "}"


def _doubled(chance: Chance) -> str:
    """One key twice: which of them counts?"""
    first, second = chance.sample(TYPES, 2)
    return '{"type":%s,"type":%s,"id":"%s","id":1}' % (_quoted(first), _quoted(second), uuid.UUID(int=1))


def _quoted(text: str) -> str:
    return orjson.dumps(text).decode()


def _cut_off(chance: Chance) -> str:
    whole = _misfit(chance)
    return whole[: chance.randrange(len(whole))]


def _numbers(chance: Chance) -> str:
    places = (
        '{"type":"position","all":%s,"staff":0}',
        '{"type":"signal","payload":{"n":%s}}',
        '{"type":"signal","payload":{"n":[{"n":%s}]}}',
        '{"type":"signal","to_conn":%s,"payload":{}}',
        '{"type":"hello","tab":"11111111-1111-4111-8111-111111111111","position":{"all":%s}}',
    )
    return chance.choice(places) % chance.choice(NUMBERS)


def _garbled(chance: Chance) -> str:
    return "".join(
        chr(chance.choice([chance.randrange(1, 128), chance.randrange(0x80, 0xD800), 0xFEFF]))
        for _ in range(chance.randrange(40))
    )


def _long(chance: Chance) -> str:
    size = chance.choice([16 * 1024 - 60, 16 * 1024 + 1, 64 * 1024 + 1])
    return '{"type":"%s","payload":{"x":"%s"}}' % (chance.choice(["signal", "chat.send"]), "y" * size)


def frames(chance: Chance, count: int) -> Iterator[bytes]:
    """Bytes that may stand on the wire where a WebSocket frame is due (RFC 6455, 5.2)."""
    makers: list[Callable[[Chance], bytes]] = [
        lambda c: frame(next(texts(c, 1)).encode()),
        lambda c: frame(bytes(c.choices(range(256), k=c.randrange(60)))),  # not UTF-8
        lambda c: frame(b"x" * c.randrange(60), opcode=c.choice([2, 3, 7, 0xB, 0xF])),  # binary, reserved
        lambda c: frame(b"{}", opcode=0),  # continues nothing
        lambda c: frame(b"x" * 126, opcode=9),  # a ping that is too long
        lambda c: frame(b"{}", masked=False),
        lambda c: frame(b"{}", first=0x71),  # reserved bits
        lambda c: frame(b"{", final=False) + frame(b"}", final=False, opcode=1),  # begins twice
        lambda c: struct.pack("!BBQ", 0x81, 0xFF, 2**63 + c.randrange(9)),  # announces more than there is
        lambda c: struct.pack("!BBQ", 0x81, 0xFF, 5) + os.urandom(3),
        lambda c: frame(struct.pack("!H", c.choice([0, 999, 1005, 1006, 4999, 65535])), opcode=8),
        lambda c: frame(b"\x03", opcode=8),
        lambda c: frame(next(texts(c, 1)).encode())[: c.randrange(1, 9)],  # half a frame
        lambda c: bytes(c.choices(range(256), k=c.randrange(1, 200))),
    ]
    for _ in range(count):
        yield chance.choice(makers)(chance)


def frame(
    payload: bytes, *, opcode: int = 1, final: bool = True, masked: bool = True, first: int | None = None
) -> bytes:
    head = bytes([first if first is not None else (0x80 if final else 0) | opcode])
    size, bit = len(payload), 0x80 if masked else 0
    if size < 126:
        head += bytes([bit | size])
    elif size < 1 << 16:
        head += struct.pack("!BH", bit | 126, size)
    else:
        head += struct.pack("!BQ", bit | 127, size)
    return head + (b"\0\0\0\0" if masked else b"") + payload
