"""A WebSocket client that needs little CPU, so that one core can load a server on the other (RFC 6455, text only)."""

import asyncio
import base64
import os
import struct
from collections.abc import Callable
from typing import cast

OnMessage = Callable[["Wire", bytes], None]
_MASK = b"\0\0\0\0"  # a mask of zeros is valid, and leaves the payload as it is
_LONG, _LONGER = 126, 127


class Wire(asyncio.Protocol):
    """One socket. `on_message` gets each text frame's payload; `opened` is done after the handshake."""

    def __init__(self, on_message: OnMessage) -> None:
        self.on_message = on_message
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.last = b""  # the close frame's payload, for error messages
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    @classmethod
    async def connect(
        cls, port: int, path: str, on_message: OnMessage, *, protocols: str = "", origin: str = ""
    ) -> "Wire":
        loop = asyncio.get_running_loop()
        _, wire = await loop.create_connection(lambda: cls(on_message), "127.0.0.1", port)
        key = base64.b64encode(os.urandom(16)).decode()
        headers = [
            f"GET {path} HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
            *([f"Sec-WebSocket-Protocol: {protocols}"] if protocols else []),
            *([f"Origin: {origin}"] if origin else []),
        ]
        wire.write("\r\n".join([*headers, "", ""]).encode())
        await wire.opened
        return wire

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's has the same methods without the base class

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost.set_result(None)
        if not self.opened.done():
            self.opened.set_exception(exc or ConnectionError("closed in the handshake"))

    async def until(self, answered: asyncio.Future[None]) -> None:
        """Wait for a future that a received frame completes. Raises ConnectionError when the server closes instead."""
        await asyncio.wait([answered, self.lost], return_when=asyncio.FIRST_COMPLETED)
        if not answered.done():
            raise ConnectionError(f"closed: {self.last[:200]!r}")

    def write(self, data: bytes) -> None:
        if self._transport is not None and not self.lost.done():
            self._transport.write(data)

    def send(self, payload: bytes) -> None:
        size = len(payload)
        if size < _LONG:
            head = struct.pack("!BB", 0x81, 0x80 | size)
        elif size < 1 << 16:
            head = struct.pack("!BBH", 0x81, 0x80 | _LONG, size)
        else:
            head = struct.pack("!BBQ", 0x81, 0x80 | _LONGER, size)
        self.write(head + _MASK + payload)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        buffer = self._buffer + data if self._buffer else data
        if not self.opened.done():
            head, found, buffer = buffer.partition(b"\r\n\r\n")
            if not found:
                self._buffer = head
                return
            if b" 101 " not in head.split(b"\r\n", 1)[0]:
                self.opened.set_exception(ConnectionError(head.split(b"\r\n", 1)[0].decode()))
                return
            self.opened.set_result(None)
        self._buffer = self._frames(buffer)

    def _frames(self, buffer: bytes) -> bytes:
        at = 0
        while len(buffer) - at >= 2:
            size, start = buffer[at + 1] & 0x7F, at + 2
            if size == _LONG and len(buffer) >= start + 2:
                size, start = struct.unpack_from("!H", buffer, start)[0], start + 2
            elif size == _LONGER and len(buffer) >= start + 8:
                size, start = struct.unpack_from("!Q", buffer, start)[0], start + 8
            elif size >= _LONG:
                break
            if len(buffer) < start + size:
                break
            opcode, payload = buffer[at] & 0x0F, buffer[start : start + size]
            at = start + size
            if opcode == 1:
                self.on_message(self, payload)
            elif opcode == 8:
                self.last = payload
            elif opcode == 9:
                self.write(struct.pack("!BB", 0x8A, 0x80 | size) + _MASK + payload)
        return buffer[at:]
