"""A room as this process serves it: its feed, its sockets, and the frames they get besides the streams."""

import asyncio
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from consumers import frames
from consumers.feed import EncodedFrame, Feed
from consumers.frames import CloseCode
from consumers.sockets import Phase, Socket
from interviews.room import events, log
from interviews.room.bus_messages import EVERYBODY, NO_SENDER, STAFF_ONLY, SignalMessage


class LocalRoom:
    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.topic = log.topic(feed.session_id)
        self.sockets: set[Socket] = set()
        self.turn = asyncio.Lock()
        self.reading = asyncio.Lock()
        self.loading: asyncio.Task[None] | None = None
        self.healing: asyncio.Task[None] | None = None

    def stop(self) -> None:
        for task in (self.loading, self.healing):
            if task is not None:
                task.cancel()

    def retry_stalled(self) -> None:
        """Wake the writers that could not read the log."""
        for socket in self.sockets:
            if socket.writer.waits_for_log:
                socket.writer.wake()

    def enforce_limits(self, now: float) -> None:
        for socket in self.sockets:
            socket.enforce_limits(now)

    def on_events(self, applied: Iterable[events.AnyEvent | None]) -> None:
        """The feed has applied these events: wake the writers, and close or admit the sockets of the people they name."""
        moved = False
        for event in applied:
            moved = True
            self._on_event(event)
        if moved:
            for socket in self.sockets:
                if socket.phase is Phase.WAITING:
                    self.send_lobby(socket)
                else:
                    socket.writer.wake()

    def _on_event(self, event: events.AnyEvent | None) -> None:
        match event:
            case events.ParticipantJoined():
                for socket in self._of(event.participant):
                    if socket.phase is Phase.WAITING:
                        socket.enter(self.feed)
            case events.ParticipantRemoved():
                self._close(event.participant, CloseCode.FORBIDDEN, "You were removed from this interview.")
            case events.ParticipantDenied():
                self._close(event.participant, CloseCode.FORBIDDEN, "You were not let in.")
            case events.ParticipantLeft(reason="leave" | "lease") | events.ParticipantWithdrew():
                self._close(event.participant, CloseCode.LEFT, "You have left.")
            case events.SessionEnded():
                for socket in self.sockets:
                    socket.close(CloseCode.ENDED, "This interview has ended.")

    def _of(self, participant: UUID) -> list[Socket]:
        return [socket for socket in self.sockets if socket.participant == participant]

    def _close(self, participant: UUID, code: CloseCode, reason: str) -> None:
        for socket in self._of(participant):
            socket.close(code, reason)

    def close_older(self, participant: UUID, generation: int) -> None:
        """A newer connection of this participant exists: close those of an older generation (the fencing token)."""
        for socket in self._of(participant):
            if socket.generation < generation:
                socket.close_replaced()

    def belonging_to(self, subject: str) -> list[Socket]:
        """The sockets of a guest, by id, or of a member of staff, by the actor's key."""
        return [s for s in self.sockets if s.actor is not None and subject in (str(s.actor.guest_id), s.actor.pk)]

    def send_lobby(self, socket: Socket) -> None:
        """Send the whole waiting room as this person may see it."""
        waiting = self.feed.state.staff.waiting
        if socket.participant in waiting:
            socket.send_lobby(
                {
                    "type": "lobby",
                    "state": "waiting",
                    "you": socket.you,
                    "place": list(waiting).index(socket.participant) + 1,
                    "host_present": self.feed.staff_is_here(),
                    "messages": waiting[socket.participant].messages,
                }
            )

    def relay(self, message: SignalMessage) -> None:
        """Send a signal to one person, to one connection of theirs, to the staff, or to everybody but its sender."""
        frame = EncodedFrame(message.frame.decode())
        for socket in self.sockets:
            person, connection = socket.address
            if socket.phase is not Phase.INSIDE or person == message.sender:
                continue
            addressed = message.to in (EVERYBODY, person) or (message.to == STAFF_ONLY and socket.is_staff)
            if addressed and message.to_conn in (EVERYBODY, connection):
                socket.writer.signal(frame)


def signal(sender: Socket, to: UUID | None, to_conn: int | None, payload: dict[str, Any]) -> SignalMessage:
    """A client's signal, stamped with its sender by the server."""
    frame: frames.Signalled = {
        "type": "signal",
        "from": sender.participant,
        "from_conn": sender.generation,
        "payload": payload,
    }
    recipient = str(to).encode() if to else EVERYBODY
    connection = EVERYBODY if to_conn is None else b"%d" % to_conn
    return SignalMessage(recipient, connection, sender.address[0], frames.dumps(frame))


def to_staff(frame: str) -> SignalMessage:
    """A frame for the staff in the room, at most once."""
    return SignalMessage(STAFF_ONLY, EVERYBODY, NO_SENDER, frame.encode())
