"""Daphne, on Twisted's reactor over asyncio."""

import asyncio
import signal
from collections.abc import Callable
from typing import Any

from daphne import http_protocol
from daphne.server import Server
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from twisted.internet import reactor

from consumers.servers import BACKLOG, LARGEST, bound, drain
from core import bodies
from core.errors import MAX_BODY


class RoomRequest(http_protocol.WebRequest):
    """Refuses a body that is too large while it comes: stock daphne stores one of any length, then queues all of it in memory.

    The refusal is written to the transport, since Twisted cannot answer a request whose body has not ended.
    """

    taken = 0
    refused = False

    def gotLength(self, length: int | None) -> None:  # noqa: N802 -- Twisted's name
        super().gotLength(0 if length and length > MAX_BODY else length)  # by it, Twisted chooses memory or a file
        if length is not None and length > MAX_BODY:
            self._refuse()

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802 -- Twisted's name
        self.taken += len(data)
        if self.taken <= MAX_BODY and not self.refused:
            super().handleContentChunk(data)
        elif not self.refused:
            self._refuse()
        elif self.taken > MAX_BODY + bodies.SWALLOWED:
            self.channel.transport.abortConnection()

    def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:  # noqa: N802 -- Twisted's name
        if self.refused:
            self.channel.loseConnection()
        else:
            super().requestReceived(command, path, version)

    def _refuse(self) -> None:
        self.refused = True
        self.content.truncate(0)
        self.requestHeaders.removeHeader(b"Expect")  # or Twisted would add "100 Continue" to the answer
        channel = self.channel
        path = channel._path.partition(b"?")[0].decode("latin-1")  # noqa: SLF001 -- its own comes with the end of the body
        headers, body = bodies.refusal(channel._command.decode("latin-1"), path)  # noqa: SLF001 -- as above
        lines = [b"HTTP/1.1 413 Content Too Large", *(b"%s: %s" % header for header in headers), b"", body]
        channel.transport.write(b"\r\n".join(lines))
        channel.transport.loseWriteConnection()
        asyncio.get_running_loop().call_later(bodies.LINGER, channel.transport.abortConnection)


class DaphneProtocol(WebSocketProtocol):
    def onOpen(self) -> None:  # noqa: N802 -- autobahn's name
        bound(self.transport.getHandle())
        super().onOpen()

    def handle_reply(self, message: dict[str, Any]) -> None:
        """Close with code and reason: stock daphne drops the reason, and refuses the codes below 3000 that servers send."""
        if message["type"] == "websocket.close" and self.state != self.STATE_CONNECTING:
            self.sendCloseFrame(message.get("code", 1000), message.get("reason", "").encode()[:123])
        else:
            super().handle_reply(message)


def run(application: Any, *, host: str, port: int) -> None:
    WebSocketFactory.protocol = DaphneProtocol
    http_protocol.WebRequest = RoomRequest  # where its factory looks it up
    server = Server(
        application,
        endpoints=[f"tcp:port={port}:interface={host}:backlog={BACKLOG}"],
        signal_handlers=False,
        websocket_timeout=-1,  # the rooms' own limit lets clients resume
        websocket_max_message_size=LARGEST,
        websocket_max_frame_size=LARGEST,
        server_name="talent-engine",
    )
    loop: asyncio.AbstractEventLoop = reactor._asyncioEventloop  # noqa: SLF001 -- the only way to its loop
    _on_signals(loop, server.stop)
    server.run()


def _on_signals(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    tasks: list[asyncio.Task[None]] = []

    def leave() -> None:
        if tasks:
            stop()
            return
        task = loop.create_task(drain())
        task.add_done_callback(lambda _: stop())
        tasks.append(task)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, leave)
