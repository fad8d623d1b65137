"""The consumer: authenticates a socket, carries its frames out one by one, one verb for each, and answers."""

import asyncio
import contextlib
import dataclasses
import logging
from typing import Any
from uuid import UUID

from channels.consumer import AsyncConsumer
from structlog.contextvars import bind_contextvars

from consumers import commands, frames, handshake
from consumers.frames import PROTOCOL, Close
from consumers.hub import Hub
from consumers.intake import Intake, count
from consumers.seats import LocalRoom, Socket, signal, to_staff
from consumers.writer import DIRECT, Direct, Writer
from core import bus, metrics
from core.errors import Conflict, DomainError, Forbidden, Gone, InterviewEnded, NotFound, Unauthenticated, Unavailable
from interviews.recordings import chunks
from interviews.room import presence, tickets
from interviews.room.commands import Command
from interviews.room.events import Stream
from interviews.verbs import VERBS

logger = logging.getLogger(__name__)
LAG = 1024 * 1024  # bytes a recorder may hold back before the room is warned: some seconds of film
CLOSED_FOR: dict[type[DomainError], Close] = {
    Unauthenticated: Close.TICKET,
    Forbidden: Close.FORBIDDEN,
    Gone: Close.FORBIDDEN,
    NotFound: Close.NO_SESSION,
    InterviewEnded: Close.ENDED,
    Conflict: Close.ENDED,
    Unavailable: Close.INTERNAL,
}


class RoomConsumer(AsyncConsumer):
    """Handlers only enqueue. The loop is our own: the stock one makes two tasks for every frame and hops to a thread, in
    and out (half of the time), and an error in a handler kills the consumer without calling `disconnect`: ours never."""

    base_send: Any

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """However this ends, by an error of ours or cancelled, the person must not stay behind in the room."""
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
        self.hub = Hub.here()
        self.room: LocalRoom | None = None
        self.session_id: UUID = scope["url_route"]["kwargs"]["session_id"]
        extensions: Any = scope.get("extensions") or {}
        self.straight: Direct | None = extensions.get(DIRECT)
        self.writer = Writer(self.base_send, self.hub, self.straight)
        self.socket = Socket(self.writer)
        self.intake = Intake(self.writer)
        self.working: asyncio.Task[None] | None = None
        self.pending_from: str | None = None
        self._name_in_logs()

    async def _connect(self, scope: Any) -> None:
        brought, address = handshake.read(scope), handshake.address(scope)
        scope.clear()  # it has served, and would stay as long as the socket
        if brought is None or self.hub.draining or not self.hub.pending.enter(address):
            await self.base_send({"type": "websocket.close", "code": 4403})
            return
        self.pending_from = address
        await self.base_send({"type": "websocket.accept", "subprotocol": PROTOCOL})
        if self.straight is not None:
            self.straight.listen(self._receive)
        try:
            bearer = await self.hub.read(
                tickets.redeem, brought.ticket, session_id=self.session_id, origin=brought.origin
            )
        except DomainError as error:
            self._close_for(error)
            return
        self.socket.admit(bearer)
        self.room = self.hub.room(self.session_id)
        self.hub.sit(self.room, self.socket)
        self._work()

    def _handshake_done(self) -> None:
        if self.pending_from is not None:
            self.hub.pending.leave(self.pending_from)
            self.pending_from = None

    async def _disconnect(self) -> None:
        self._handshake_done()
        self.writer.stop()
        if self.room is None:
            return
        self.intake.queue.clear()
        try:
            if self.working is not None:  # what was begun is finished: a hello cut in half would leave a ghost
                await asyncio.wait([self.working])
        finally:
            self.hub.leave(self.room, self.socket)
        self._name_in_logs()
        if self.socket.seated and not self.hub.draining:  # a draining hub keeps its people's places
            with contextlib.suppress(DomainError):  # then the lease notices
                await self.hub.run(
                    self.room,
                    presence.disconnect,
                    self.session_id,
                    None,
                    participant_id=self.socket.participant,
                    generation=self.socket.generation,
                )

    def _close_for(self, error: DomainError) -> None:
        code = next((code for kind, code in CLOSED_FOR.items() if isinstance(error, kind)), Close.INTERNAL)
        self.writer.close(code, error.detail)

    # -- frames in -------------------------------------------------------------------------------------------------
    def _receive(self, text: str | None) -> None:
        """Must not raise: no text that anybody sends may end the consumer."""
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
                if self.socket.seated and not self.writer.applied({"all": frame.all, "staff": frame.staff}):
                    self.writer.close(Close.SYNC_LOST, "You claim events that you were never sent.")
            case commands.Signal():
                self._signal(frame)
            case _:
                if isinstance(frame, commands.Hello):
                    self.socket.greeted = True
                    self._handshake_done()
                if self.intake.enqueue(frame):
                    self._work()

    def _signal(self, frame: commands.Signal) -> None:
        if self.room is not None and self.socket.seated and not self.socket.waiting:
            self.hub.bus.publish(self.room.topic, signal(self.socket, frame.to, frame.to_conn, frame.payload))

    # -- what needs the database: in order, one after the other ------------------------------------------------------
    def _work(self) -> None:
        if self.room is not None and self.working is None:
            self.working = asyncio.get_running_loop().create_task(self._drain())

    async def _drain(self) -> None:
        self._name_in_logs()
        self.writer.busy = True
        try:
            while self.intake.queue and not self.writer.closing:
                await self._answer(self.intake.queue.pop(0))
        finally:
            self.working = None
            self.writer.busy = False
            self.writer.wake()

    async def _answer(self, frame: commands.Incoming) -> None:
        try:
            await self._carry_out(frame)
        except DomainError as error:
            self._answer_error(frame, error)
        except Exception:
            logger.exception("a frame could not be handled", extra={"frame_type": frame.type})
            count(frame, "internal")
            self.writer.send(frames.error("internal", "That went wrong here.", frame_id=getattr(frame, "id", None)))

    async def _carry_out(self, frame: commands.Incoming) -> None:
        if isinstance(frame, commands.Hello):
            await self._hello(frame)
        elif not self.socket.seated:
            self.writer.close(Close.PROTOCOL, "Say hello first.")
        elif isinstance(frame, commands.Report):
            await self._report(frame)
        elif isinstance(frame, Command):
            await self._command(frame)

    def _answer_error(self, frame: commands.Incoming, error: DomainError) -> None:
        if isinstance(frame, commands.Hello):
            self._close_for(error)
            return
        count(frame, error.code)
        frame_id = getattr(frame, "id", None)
        self.writer.send(frames.error(error.code, error.detail, frame_id=frame_id, retry=error.retry))
        if error.code == "replaced":
            self.socket.replaced()

    async def _hello(self, hello: commands.Hello) -> None:
        if self.socket.seated or self.socket.actor is None or self.room is None:
            self.writer.close(Close.PROTOCOL, "Hello was said before.")
            return
        position = hello.position
        known: dict[Stream, int] | None = {"all": position.all, "staff": position.staff} if position else None
        self.socket.wanted = (hello.epoch, known)
        await self.hub.loaded(self.room)
        place = await self.hub.run(
            self.room, presence.connect, self.session_id, self.socket.actor, hub=self.hub.id, tab=hello.tab
        )
        self._seat(self.room, place)
        self._name_in_logs()
        logger.info("socket seated", extra={"role": place.role, "generation": place.generation})
        await self.hub.caught_up(self.room, self.socket, known)
        self._show_in(self.room)

    def _seat(self, room: LocalRoom, place: presence.Place) -> None:
        socket = self.socket
        socket.take(place.participant_id, place.generation)
        socket.role, socket.name, socket.waiting, socket.seated = place.role, place.name, place.waiting, True
        socket.actor = dataclasses.replace(socket.actor, generation=place.generation) if socket.actor else None
        room.replace(place.participant_id, place.generation)
        bus.publish(room.topic, f"replaced {place.participant_id} {place.generation}".encode())

    def _show_in(self, room: LocalRoom) -> None:
        """Into the room or the waiting room, as the state now says: somebody may have let us in meanwhile."""
        if self.socket.waiting and self.socket.participant in room.feed.state.staff.waiting:
            room.send_lobby(self.socket)
        else:
            self.socket.enter(room.feed)

    async def _command(self, command: Command) -> None:
        if self.room is None or self.socket.actor is None:
            return
        verb = VERBS[command.type]
        with metrics.COMMAND_SECONDS.time():
            receipt = await self.hub.run(
                self.room, verb.once, command.id, self.session_id, self.socket.actor, **command.arguments()
            )
        count(command, "duplicate" if receipt.duplicate else "done")
        ack: frames.Ack = {
            "type": "ack",
            "id": command.id,
            "events": receipt.events,
            "duplicate": receipt.duplicate,
        }
        self.writer.send(frames.encode(ack))

    def _name_in_logs(self) -> None:
        """In the context of the task that runs now; each piece of work is a task of its own."""
        bind_contextvars(session=str(self.session_id))
        if self.socket.seated:
            bind_contextvars(participant=str(self.socket.participant))

    async def _report(self, report: commands.Report) -> None:
        """The recorder lives; that it cannot store what it takes is told to the staff in the room."""
        if not self.socket.is_staff or self.room is None or self.socket.actor is None:
            raise Forbidden
        await self.hub.read(chunks.report, self.session_id, recording_id=report.recording, by=self.socket.actor)
        if report.queued_bytes > LAG:
            frame: frames.RecorderLag = {
                "type": "recording.lag",
                "recording": report.recording,
                "queued_bytes": report.queued_bytes,
            }
            self.hub.bus.publish(self.room.topic, to_staff(frames.encode(frame)))
