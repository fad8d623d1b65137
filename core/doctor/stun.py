"""The few STUN and TURN messages that a probe needs (RFC 8489, RFC 8656), over UDP, TCP or TLS."""

import hashlib
import hmac
import os
import socket
import ssl
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs, urlsplit

BINDING, ALLOCATE, REFRESH = 0x0001, 0x0003, 0x0004
SUCCESS, ERROR = 0x0100, 0x0110  # added to the method
USERNAME, INTEGRITY, ERROR_CODE, LIFETIME, REALM, NONCE, TRANSPORT = 0x06, 0x08, 0x09, 0x0D, 0x14, 0x15, 0x19
COOKIE = 0x2112A442
HEADER = 20  # bytes
UNAUTHORIZED = 401
RESEND_AFTER = (0.5, 1.0, 1.5)  # seconds: UDP loses packets

Transport = Literal["udp", "tcp", "tls"]


@dataclass(frozen=True, slots=True)
class Address:
    """Where an ICE server listens. Raises ValueError for an address that browsers refuse, too."""

    host: str
    port: int
    transport: Transport
    relays: bool

    @classmethod
    def parse(cls, url: str) -> "Address":
        """`turn:turn.example:3478?transport=tcp` (RFC 7064, RFC 7065)."""
        scheme, _, rest = url.partition(":")
        place = urlsplit(f"//{rest}")
        if scheme not in {"stun", "stuns", "turn", "turns"} or not place.hostname or rest.startswith("/"):
            raise ValueError(f"{url} is no address of a STUN or TURN server")
        is_secure = scheme.endswith("s")
        asked = parse_qs(place.query).get("transport", ["tcp" if is_secure else "udp"])[0]
        transport: Transport = "tls" if is_secure else "tcp" if asked == "tcp" else "udp"
        return cls(place.hostname, place.port or (5349 if is_secure else 3478), transport, scheme.startswith("turn"))


@dataclass(frozen=True, slots=True)
class StunMessage:
    """A decoded message: its type, and its attributes by number."""

    type: int
    attributes: dict[int, bytes] = field(default_factory=dict)

    @property
    def error(self) -> int | None:
        """The code of a refusal, as 401."""
        code = self.attributes.get(ERROR_CODE)
        return code[2] * 100 + code[3] if code else None


class Conversation:
    """Requests and answers over one socket."""

    def __init__(self, connected: socket.socket, *, is_stream: bool, until: float) -> None:
        self._socket, self._is_stream, self._until = connected, is_stream, until

    def ask(self, method: int, attributes: list[tuple[int, bytes]], key: bytes | None = None) -> StunMessage:
        """Raises TimeoutError without an answer."""
        number = os.urandom(12)
        request = encode(method, number, attributes, key)
        for pause in (None,) if self._is_stream else RESEND_AFTER:
            self._socket.sendall(request)
            until = self._until if pause is None else min(self._until, time.monotonic() + pause)
            try:
                return self._answer(number, until)
            except TimeoutError:
                continue
        raise TimeoutError("no answer")

    def _answer(self, number: bytes, until: float) -> StunMessage:
        while (left := until - time.monotonic()) > 0:
            self._socket.settimeout(left)
            received = self._receive()
            if received[8:HEADER] == number:
                return decode(received)
        raise TimeoutError("no answer")

    def _receive(self) -> bytes:
        if not self._is_stream:
            return self._socket.recv(2048)
        header = self._exactly(HEADER)
        return header + self._exactly(struct.unpack_from(">H", header, 2)[0])

    def _exactly(self, size: int) -> bytes:
        received = b""
        while len(received) < size:
            some = self._socket.recv(size - len(received))
            if not some:
                raise ConnectionError("the server closed the connection")
            received += some
        return received


@contextmanager
def talking_to(address: Address, *, within: float) -> Iterator[Conversation]:
    """Raises OSError when nobody is reached."""
    kind = socket.SOCK_DGRAM if address.transport == "udp" else socket.SOCK_STREAM
    family, _, _, _, place = socket.getaddrinfo(address.host, address.port, type=kind)[0]
    until = time.monotonic() + within
    with socket.socket(family, kind) as plain:
        plain.settimeout(within)
        plain.connect(place)
        if address.transport != "tls":
            yield Conversation(plain, is_stream=address.transport == "tcp", until=until)
            return
        with ssl.create_default_context().wrap_socket(plain, server_hostname=address.host) as secure:
            yield Conversation(secure, is_stream=True, until=until)


def encode(method: int, number: bytes, attributes: list[tuple[int, bytes]], key: bytes | None = None) -> bytes:
    """`key` adds MESSAGE-INTEGRITY: an HMAC over everything before it, with the length that includes it."""
    body = b"".join(
        struct.pack(">HH", kind, len(value)) + value + b"\0" * (-len(value) % 4) for kind, value in attributes
    )
    length = len(body) + (24 if key else 0)
    message = struct.pack(">HHI", method, length, COOKIE) + number + body
    if key is None:
        return message
    return message + struct.pack(">HH", INTEGRITY, 20) + hmac.new(key, message, hashlib.sha1).digest()


def decode(message: bytes) -> StunMessage:
    kind, length = struct.unpack_from(">HH", message)
    attributes: dict[int, bytes] = {}
    at = HEADER
    while at + 4 <= min(len(message), HEADER + length):
        name, size = struct.unpack_from(">HH", message, at)
        attributes.setdefault(name, message[at + 4 : at + 4 + size])
        at += 4 + size + (-size % 4)
    return StunMessage(kind, attributes)


def long_term_key(username: str, realm: bytes, password: str) -> bytes:
    return hashlib.md5(username.encode() + b":" + realm + b":" + password.encode()).digest()  # noqa: S324 -- RFC 8489, 9.2.2
