"""A frame's bytes are made once, as RFC 6455 writes them; a bus message reads back as it was written."""

import struct
from uuid import uuid4

import pytest

from consumers.feed import EncodedFrame
from interviews.room import bus_messages
from interviews.room.bus_messages import EventMessage, ReplacedMessage, SignalMessage


@pytest.mark.parametrize(
    ("size", "header"),
    [
        (10, struct.pack("!BB", 0x81, 10)),
        (125, struct.pack("!BB", 0x81, 125)),
        (126, struct.pack("!BBH", 0x81, 126, 126)),
        (200, struct.pack("!BBH", 0x81, 126, 200)),
        (65535, struct.pack("!BBH", 0x81, 126, 65535)),
        (65536, struct.pack("!BBQ", 0x81, 127, 65536)),
        (70000, struct.pack("!BBQ", 0x81, 127, 70000)),
    ],
)
def test_a_text_of_any_size_is_one_unmasked_websocket_message(size: int, header: bytes) -> None:
    assert EncodedFrame("x" * size).wire == header + b"x" * size


def test_the_header_counts_bytes_not_characters() -> None:
    assert EncodedFrame("é").wire == b"\x81\x02" + "é".encode()


@pytest.mark.parametrize(
    "message",
    [
        EventMessage("all", 42, '{"type":"chat.sent","text":"a b é"}'),
        EventMessage("staff", 7, "{}"),
        SignalMessage(b"-", b"-", b"staff", b'{"payload": {"a": "b c"}}'),
        ReplacedMessage(uuid4(), 3),
    ],
)
def test_a_bus_message_is_read_as_it_was_written(message: EventMessage | SignalMessage | ReplacedMessage) -> None:
    assert bus_messages.decode(message.encode()) == message


def test_an_unknown_bus_message_is_an_error() -> None:
    with pytest.raises(ValueError, match="no message of a room"):
        bus_messages.decode(b"revoked 42")
