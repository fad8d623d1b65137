"""The two ASGI servers we run on, each with what rooms need of it: honest close codes, bounded buffers, a drain."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable
from typing import Any

from consumers.hub import Hub
from consumers.writer import DIRECT
from core import health

BACKLOG = 2048  # daphne's own 50 makes a burst of joins wait a second for a SYN retry
SEND_BUFFER = 256 * 1024
USER_TIMEOUT_MS = 30_000


def bound(connection: socket.socket) -> None:
    """Keep the kernel from hiding 10 MB behind a reader that has stopped, and from keeping a dead peer for minutes."""
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


async def drain() -> None:
    """Unready first, so that the proxy turns away; then ask the rooms' people to come back elsewhere."""
    health.drain()
    hub = Hub.present()
    if hub is not None:
        await hub.drain()


def run_daphne(application: Any, *, host: str, port: int) -> None:
    from daphne.server import Server  # noqa: PLC0415 -- importing it installs Twisted's reactor
    from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol  # noqa: PLC0415 -- as above
    from twisted.internet import reactor  # noqa: PLC0415 -- as above

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

    WebSocketFactory.protocol = RoomProtocol
    server = Server(
        application,
        endpoints=[f"tcp:port={port}:interface={host}:backlog={BACKLOG}"],
        signal_handlers=False,
        websocket_timeout=-1,  # the rooms have a limit of their own, which lets clients resume
        websocket_max_message_size=128 * 1024,
        websocket_max_frame_size=128 * 1024,
        server_name="talent-engine",
    )
    loop: asyncio.AbstractEventLoop = reactor._asyncioEventloop  # noqa: SLF001 -- the only way to its loop
    _on_signals(loop, server.stop)
    server.run()


def run_uvicorn(application: Any, *, host: str, port: int) -> None:
    import uvicorn  # noqa: PLC0415 -- only where it is chosen
    from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol  # noqa: PLC0415 -- as above
    from websockets.exceptions import InvalidState  # noqa: PLC0415 -- as above

    class RoomProtocol(WebSocketsSansIOProtocol):
        """Offers the rooms a way past ASGI, which costs half of a delivery: a task, a dict and a frame per recipient."""

        def connection_made(self, transport: Any) -> None:
            bound(transport.get_extra_info("socket"))
            super().connection_made(transport)

        def handle_connect(self, event: Any) -> None:
            super().handle_connect(event)
            if self.handshake_initiated and hasattr(self, "scope"):
                extensions: Any = self.scope["extensions"]
                extensions[DIRECT] = self  # in time: the application starts in the next turn of the loop

        def send_receive_event_to_app(self) -> None:
            """A text that is no UTF-8 and a close, in one packet: uvicorn's own close comes too late, and would raise."""
            with contextlib.suppress(InvalidState):
                super().send_receive_event_to_app()

        def is_open(self) -> bool:
            return (
                self.handshake_complete
                and not self.close_sent
                and self.writable.is_set()
                and not self.transport.is_closing()
            )

        def write(self, frames: bytes) -> None:
            self.transport.write(frames)

    class RoomServer(uvicorn.Server):
        def handle_exit(self, sig: int, frame: Any) -> None:  # noqa: ARG002 -- uvicorn's signature
            """The first signal drains, a second one ends at once."""
            if getattr(self, "draining", None):
                self.should_exit = True
                return
            self.draining = asyncio.get_event_loop().create_task(drain())
            self.draining.add_done_callback(lambda _: setattr(self, "should_exit", True))

    config = uvicorn.Config(
        application,
        host=host,
        port=port,
        ws=RoomProtocol,
        ws_max_size=128 * 1024,
        ws_per_message_deflate=False,
        lifespan="off",
        backlog=BACKLOG,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=5,
    )
    RoomServer(config).run()


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


SERVERS: dict[str, Callable[..., None]] = {"daphne": run_daphne, "uvicorn": run_uvicorn}
