"""Uvicorn, with direct access to the transport for the rooms (the scope extension `te.direct`)."""

import asyncio
import contextlib
import socket
from collections.abc import Callable
from typing import Any, cast

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState

from consumers.servers import BACKLOG, LARGEST, bound, drain
from consumers.writer import DIRECT
from core.bodies import SWALLOWED

RECEIVE_BUFFER = 64 * 1024  # a read returns all that the kernel holds, up to 256 KiB, and the parser copies it


class ReceiveQueue:
    """The messages for the one reader of a socket. An `asyncio.Queue` takes 3 KiB: four deques, for any number of readers."""

    def __init__(self) -> None:
        self._messages: list[Any] = []
        self._reader: asyncio.Future[None] | None = None

    def put_nowait(self, message: Any) -> None:
        self._messages.append(message)
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    async def get(self) -> Any:
        while not self._messages:
            self._reader = asyncio.get_running_loop().create_future()
            await self._reader
        return self._messages.pop(0)

    def empty(self) -> bool:
        return not self._messages


class UvicornProtocol(WebSocketsSansIOProtocol):
    """A `DirectTransport`. Plain ASGI is most of a delivery's cost: tasks, dicts and a pause of the transport for each text
    received, a task, a dict and a frame for each recipient."""

    on_text: Callable[[str], None] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.queue: Any = ReceiveQueue()

    def connection_made(self, transport: Any) -> None:
        bound(transport.get_extra_info("socket"))
        super().connection_made(transport)

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if self.handshake_initiated and hasattr(self, "scope"):
            extensions: Any = self.scope["extensions"]
            extensions[DIRECT] = self  # early enough: the application starts in the next turn of the loop

    async def send(self, message: Any) -> None:
        await super().send(message)
        if (
            message["type"] == "websocket.accept" and self.handshake_complete
        ):  # else the scope is still needed to report the closing
            self._forget_the_handshake()

    def _forget_the_handshake(self) -> None:
        """Free 6 KiB that are not read again: the socket may be idle for hours, and they hold the ticket."""
        self.request.headers.clear()  # the parser keeps the request
        del self.request, self.response
        cast("dict[str, Any]", self.scope).clear()

    def send_receive_event_to_app(self) -> None:
        if self.on_text is None or self.curr_msg_data_type != "text" or self.close_sent:
            self._send_through_asgi()
            return
        data = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        try:
            text = data.decode()
        except UnicodeDecodeError:
            self._send_through_asgi()
        else:
            self.frames = []
            # Not at once: libuv polls 48 times before anything else runs, and an answer brings the next command.
            self.loop.call_soon(self.on_text, text)

    def _send_through_asgi(self) -> None:
        """Suppress the error that uvicorn raises if invalid UTF-8 and a close come in one packet: its own close is then late."""
        with contextlib.suppress(InvalidState):
            super().send_receive_event_to_app()

    def listen(self, on_text: Callable[[str], None]) -> None:
        self.on_text = on_text

    def is_open(self) -> bool:
        return (
            self.handshake_complete
            and not self.close_sent
            and self.writable.is_set()
            and not self.transport.is_closing()
        )

    def write(self, frames: bytes) -> None:
        self.transport.write(frames)


class RequestProtocol(H11Protocol):
    """Does not parse the rest of a refused request (`core.bodies` answers before the body has ended): many refused senders
    would cost three copies of every read."""

    dropped = 0

    def connection_made(self, transport: Any) -> None:
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        cycle: Any = self.cycle  # None before the first request, against uvicorn's annotation
        if cycle is None or not (cycle.response_started and cycle.more_body):
            super().data_received(data)
            return
        self.dropped += len(data)
        if self.dropped > SWALLOWED:
            self.transport.abort()


class RoomServer(uvicorn.Server):
    def handle_exit(self, sig: int, frame: Any) -> None:
        """Drain at the first signal, end at the second."""
        if getattr(self, "draining", None):
            self.should_exit = True
            return
        self.draining = asyncio.get_event_loop().create_task(drain())
        self.draining.add_done_callback(lambda _: setattr(self, "should_exit", True))


def run(application: Any, *, host: str, port: int) -> None:
    config = uvicorn.Config(
        application,
        host=host,
        port=port,
        http=RequestProtocol,
        ws=UvicornProtocol,
        ws_max_size=LARGEST,
        ws_per_message_deflate=False,
        ws_ping_interval=None,  # the rooms have pings of their own
        lifespan="off",
        backlog=BACKLOG,
        access_log=False,
        proxy_headers=False,  # TRUSTED_PROXIES decides, alike on both servers
        log_config=None,
        timeout_graceful_shutdown=5,
    )
    RoomServer(config).run()
