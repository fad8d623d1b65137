"""The consumer: authenticates a connection, reads its frames, answers what needs no database, queues the rest."""

import contextlib
import logging
from typing import Any
from uuid import UUID

from channels.consumer import AsyncConsumer

from consumers import commands, frames, handshake
from consumers.frames import PROTOCOL, CloseCode
from consumers.hub import RoomHub
from consumers.intake import Intake
from consumers.local_room import LocalRoom, signal
from consumers.runner import FrameRunner
from consumers.sockets import Phase, Socket
from consumers.writer import DIRECT, DirectTransport, Writer
from core.errors import DomainError
from interviews.room import presence, tickets
from interviews.room.events import Stream

logger = logging.getLogger(__name__)


class RoomConsumer(AsyncConsumer):
    """Handlers only enqueue. The loop is our own: the stock one makes two tasks for every frame and hops to a thread, in
    and out (half of the time), and an error in a handler kills the consumer without calling `disconnect`."""

    base_send: Any

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Disconnect however this ends, also by an error or a cancellation: else the person would stay in the room."""
        self._prepare(scope, send)
        code = None
        try:
            while (message := await receive())["type"] != "websocket.disconnect":
                if message["type"] == "websocket.receive":
                    self._receive(message.get("text"))
                else:
                    await self._connect(scope)
            code = message.get("code")
        finally:
            await self._disconnect()
            logger.info("socket closed", extra={"code": code})

    # -- opening and closing ---------------------------------------------------------------------------------------
    def _prepare(self, scope: Any, send: Any) -> None:
        self.base_send = send
        self.hub = RoomHub.here()
        self.room: LocalRoom | None = None  # until the ticket is redeemed
        self.session_id: UUID = scope["url_route"]["kwargs"]["session_id"]
        extensions: Any = scope.get("extensions") or {}
        self.direct: DirectTransport | None = extensions.get(DIRECT)
        self.writer = Writer(self.base_send, self.hub, self.direct)
        self.socket = Socket(self.writer)
        self.intake = Intake(self.writer)
        self.runner = FrameRunner(self.hub, self.session_id, self.socket, self.intake)
        self.runner.name_in_logs()

    async def _connect(self, scope: Any) -> None:
        offered, address = handshake.read(scope), handshake.address(scope)
        scope.clear()  # not needed any more, and would stay in memory as long as the connection
        if offered is None or self.hub.draining or not self.hub.pending.enter(self.socket, address):
            await self.base_send({"type": "websocket.close", "code": int(CloseCode.FORBIDDEN)})
            return
        await self.base_send({"type": "websocket.accept", "subprotocol": PROTOCOL})
        if self.direct is not None:
            self.direct.listen(self._receive)
        try:
            bearer = await self.hub.read(
                tickets.redeem, offered.ticket, session_id=self.session_id, origin=offered.origin
            )
        except DomainError as error:
            self.runner.close_for(error)
            return
        self.socket.admit(bearer)
        self.room = self.hub.room(self.session_id)
        self.hub.join(self.room, self.socket)
        self.runner.start(self.room)

    async def _disconnect(self) -> None:
        self.hub.pending.leave(self.socket)
        self.writer.stop()
        if self.room is None:
            return
        try:
            await self.runner.stop()
        finally:
            self.hub.leave(self.room, self.socket)
        self.runner.name_in_logs()
        if self.socket.is_connected and not self.hub.draining:  # a draining hub keeps its people's places
            with contextlib.suppress(DomainError):  # then the lease runs out
                await self.hub.run(
                    self.room,
                    presence.disconnect,
                    self.session_id,
                    None,
                    participant_id=self.socket.participant,
                    generation=self.socket.generation,
                )

    # -- frames in -------------------------------------------------------------------------------------------------
    def _receive(self, text: str | None) -> None:
        """Must not raise: no text that a client sends may end the consumer."""
        self.socket.mark_alive()
        if self.writer.closing:
            return
        try:
            if (frame := self.intake.read(text)) is not None:
                self._take(frame)
        except Exception:
            logger.exception("a text could not be received")
            self.intake.refuse(text, "internal", "That went wrong here.")

    def _take(self, frame: commands.Incoming) -> None:
        match frame:
            case commands.Ping():
                streams: tuple[Stream, ...] = self.socket.streams if self.room else ("all",)
                heads = {stream: self.room.feed.head(stream) if self.room else 0 for stream in streams}
                self.writer.send(frames.encode({"type": "pong", "position": frames.stream_heads(heads)}))
            case commands.Pong():
                pass
            case commands.Applied():
                position: dict[Stream, int] = {"all": frame.all, "staff": frame.staff}
                if self.socket.is_connected and not self.writer.applied(position):
                    self.writer.close(CloseCode.SYNC_LOST, "You claim events that you were never sent.")
            case commands.Signal():
                self._signal(frame)
            case _:
                if isinstance(frame, commands.Hello):
                    self.socket.greet()
                    self.hub.pending.leave(self.socket)
                if self.intake.enqueue(frame):
                    self.runner.wake()

    def _signal(self, frame: commands.Signal) -> None:
        if self.room is not None and self.socket.phase is Phase.INSIDE:
            message = signal(self.socket, frame.to, frame.to_conn, frame.payload)
            self.hub.bus.publish(self.room.topic, message.encode())
