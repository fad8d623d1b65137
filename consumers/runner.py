"""Carries out the frames that need the database: one after the other, one verb for each, and answers."""

import asyncio
import logging
from uuid import UUID

from structlog.contextvars import bind_contextvars

from consumers import commands, frames
from consumers.frames import CloseCode
from consumers.hub import RoomHub
from consumers.intake import Intake, count
from consumers.local_room import LocalRoom, to_staff
from consumers.sockets import Phase, Socket
from core import bus, metrics
from core.errors import Conflict, DomainError, Forbidden, Gone, InterviewEnded, NotFound, Unauthenticated, Unavailable
from interviews.recordings import chunks
from interviews.room import presence
from interviews.room.bus_messages import ReplacedMessage
from interviews.room.commands import Command
from interviews.room.events import Stream
from interviews.verbs import VERBS

logger = logging.getLogger(__name__)
LAG = 1024 * 1024  # bytes a recorder may hold back before the room is warned: some seconds of film
CLOSED_FOR: dict[type[DomainError], CloseCode] = {
    Unauthenticated: CloseCode.TICKET,
    Forbidden: CloseCode.FORBIDDEN,
    Gone: CloseCode.FORBIDDEN,
    NotFound: CloseCode.NO_SESSION,
    InterviewEnded: CloseCode.ENDED,
    Conflict: CloseCode.ENDED,
    Unavailable: CloseCode.INTERNAL,
}


class FrameRunner:
    """Works off the intake's queue in a task that lives only while there is something in it."""

    __slots__ = ("_hub", "_intake", "_room", "_session_id", "_socket", "_task")

    def __init__(self, hub: RoomHub, session_id: UUID, socket: Socket, intake: Intake) -> None:
        self._hub, self._session_id, self._socket, self._intake = hub, session_id, socket, intake
        self._room: LocalRoom | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self, room: LocalRoom) -> None:
        """The ticket was redeemed: frames that have come since the accept may be carried out."""
        self._room = room
        self.wake()

    def wake(self) -> None:
        """There may be frames in the queue."""
        if self._room is not None and self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run(self._room))

    @property
    def is_running(self) -> bool:
        return self._task is not None

    async def stop(self) -> None:
        """Drop what was not begun, and wait for what was: a hello cut in half would leave a ghost in the room."""
        self._intake.queue.clear()
        if self._task is not None:
            await asyncio.wait([self._task])

    def name_in_logs(self) -> None:
        """Name session and participant in the log lines of the running task; tasks do not share them."""
        bind_contextvars(session=str(self._session_id))
        if self._socket.is_connected:
            bind_contextvars(participant=str(self._socket.participant))

    def close_for(self, error: DomainError) -> None:
        """Close with the code that says why this person cannot enter."""
        code = next((code for kind, code in CLOSED_FOR.items() if isinstance(error, kind)), CloseCode.INTERNAL)
        self._socket.close(code, error.detail)

    async def _run(self, room: LocalRoom) -> None:
        self.name_in_logs()
        with self._socket.writer.answering():
            try:
                while self._intake.queue and not self._socket.writer.closing:
                    await self._answer(room, self._intake.queue.pop(0))
            finally:
                self._task = None

    async def _answer(self, room: LocalRoom, frame: commands.Incoming) -> None:
        try:
            await self._carry_out(room, frame)
        except DomainError as error:
            self._refuse(frame, error)
        except Exception:
            logger.exception("a frame could not be handled", extra={"frame_type": frame.type})
            count(frame, "internal")
            frame_id = getattr(frame, "id", None)
            self._socket.writer.send(frames.error("internal", "That went wrong here.", frame_id=frame_id))

    async def _carry_out(self, room: LocalRoom, frame: commands.Incoming) -> None:
        if isinstance(frame, commands.Hello):
            await self._hello(room, frame)
        elif not self._socket.is_connected:
            self._socket.close(CloseCode.PROTOCOL, "Say hello first.")
        elif isinstance(frame, commands.Report):
            await self._report(room, frame)
        elif isinstance(frame, Command):
            await self._command(room, frame)

    def _refuse(self, frame: commands.Incoming, error: DomainError) -> None:
        if isinstance(frame, commands.Hello):
            self.close_for(error)
            return
        count(frame, error.code)
        frame_id = getattr(frame, "id", None)
        self._socket.writer.send(frames.error(error.code, error.detail, frame_id=frame_id, retry=error.retry))
        if error.code == "replaced":
            self._socket.close_replaced()

    async def _hello(self, room: LocalRoom, hello: commands.Hello) -> None:
        socket = self._socket
        if socket.is_connected or socket.actor is None:
            socket.close(CloseCode.PROTOCOL, "Hello was said before.")
            return
        position = hello.position
        known: dict[Stream, int] | None = {"all": position.all, "staff": position.staff} if position else None
        socket.resume_from(hello.epoch, known)
        await self._hub.loaded(room)
        place = await self._hub.run(
            room, presence.connect, self._session_id, socket.actor, hub=self._hub.id, tab=hello.tab
        )
        socket.connect(place)
        room.close_older(place.participant_id, place.generation)
        bus.publish(room.topic, ReplacedMessage(place.participant_id, place.generation).encode())
        self.name_in_logs()
        logger.info("socket connected", extra={"role": place.role, "generation": place.generation})
        await self._hub.caught_up(room, socket, known)
        # The state decides, not `place`: a member of staff may have admitted this person meanwhile.
        if socket.phase is Phase.WAITING and socket.participant in room.feed.state.staff.waiting:
            room.send_lobby(socket)
        else:
            socket.enter(room.feed)

    async def _command(self, room: LocalRoom, command: Command) -> None:
        verb, actor = VERBS[command.type], self._socket.actor
        if actor is None:
            return
        with metrics.COMMAND_SECONDS.time():
            receipt = await self._hub.run(room, verb.once, command.id, self._session_id, actor, **command.arguments())
        count(command, "duplicate" if receipt.duplicate else "done")
        ack: frames.Ack = {
            "type": "ack",
            "id": command.id,
            "events": receipt.events,
            "duplicate": receipt.duplicate,
        }
        self._socket.writer.send(frames.encode(ack))

    async def _report(self, room: LocalRoom, report: commands.Report) -> None:
        """Renew the recorder's lease; warn the staff in the room when it cannot store what it records."""
        if not self._socket.is_staff or self._socket.actor is None:
            raise Forbidden
        await self._hub.read(chunks.report, self._session_id, recording_id=report.recording, by=self._socket.actor)
        if report.queued_bytes > LAG:
            lag: frames.RecorderLag = {
                "type": "recording.lag",
                "recording": report.recording,
                "queued_bytes": report.queued_bytes,
            }
            self._hub.bus.publish(room.topic, to_staff(frames.encode(lag)).encode())
