"""Daphne, on Twisted's reactor over asyncio."""

import asyncio
import signal
from collections.abc import Callable
from typing import Any

from daphne.server import Server
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from twisted.internet import reactor

from consumers.servers import BACKLOG, LARGEST, bound, drain


class RoomProtocol(WebSocketProtocol):
    def onOpen(self) -> None:  # noqa: N802 -- autobahn's name
        bound(self.transport.getHandle())
        super().onOpen()

    def handle_reply(self, message: dict[str, Any]) -> None:
        """Stock daphne drops the reason, and refuses the codes below 3000 that servers are meant to send."""
        if message["type"] == "websocket.close" and self.state != self.STATE_CONNECTING:
            self.sendCloseFrame(message.get("code", 1000), message.get("reason", "").encode()[:123])
        else:
            super().handle_reply(message)


def run(application: Any, *, host: str, port: int) -> None:
    WebSocketFactory.protocol = RoomProtocol
    server = Server(
        application,
        endpoints=[f"tcp:port={port}:interface={host}:backlog={BACKLOG}"],
        signal_handlers=False,
        websocket_timeout=-1,  # the rooms have a limit of their own, which lets clients resume
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
