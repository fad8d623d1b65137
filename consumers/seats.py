"""The sockets of one room in this process, and what they are told besides the streams: places, replacements, the end."""

import asyncio
import math
import time
from collections.abc import Iterable, Mapping
from time import monotonic
from typing import Any
from uuid import UUID

from consumers import frames
from consumers.feed import EncodedFrame, Feed
from consumers.frames import Close
from consumers.writer import WINDOW, Writer
from core.actors import Actor
from interviews.room import events, log
from interviews.room.events import Stream
from interviews.room.timings import timings
from interviews.vocabulary import STAFF, Role

TO_STAFF = b"staff"
REPLAY = 10_000  # events; further behind, a snapshot is less work for both sides


class Socket:
    """One person's open connection. It is `seated` once its hello was accepted; `waiting` while in the waiting room."""

    def __init__(self, writer: Writer) -> None:
        now = monotonic()
        self.writer = writer
        self.actor: Actor | None = None
        self.participant = UUID(int=0)
        self.generation = 0
        self.address = (b"", b"")  # both as the bus names them
        self.role = Role.GUEST  # until seated
        self.name = ""
        self.greeted = False  # hello has come; being seated may take a moment longer
        self.seated = False
        self.waiting = False
        self.wanted: tuple[UUID | None, Mapping[Stream, int] | None] = (None, None)
        self.opened_at = self.heard_at = now
        self.good_until = math.inf
        self.pinged = False
        self.lobby = ""

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF

    @property
    def streams(self) -> tuple[Stream, ...]:
        return ("all", "staff") if self.is_staff else ("all",)

    @property
    def you(self) -> frames.You:
        return {"participant": self.participant, "role": self.role, "name": self.name, "conn": self.generation}

    def close(self, code: Close, reason: str) -> None:
        self.writer.close(code, reason)

    def replaced(self) -> None:
        self.close(Close.REPLACED, "This interview was opened in another tab or device.")

    def revoked(self) -> None:
        self.close(Close.FORBIDDEN, "Your access was withdrawn.")

    def logged_out(self) -> None:
        """Somebody logged in elsewhere, too, comes back with a ticket from there."""
        self.close(Close.TICKET, "You have logged out.")

    def admit(self, actor: Actor) -> None:
        """Let the bearer of a ticket in, for as long as what they signed in with is good; later jumps of the clock are not ours."""
        self.actor = actor
        if actor.good_until is not None:
            self.good_until = monotonic() + actor.good_until - time.time()

    def take(self, participant: UUID, generation: int) -> None:
        """Stand for this connection of this person."""
        self.participant, self.generation = participant, generation
        self.address = str(participant).encode(), str(generation).encode()

    def mark_alive(self) -> None:
        """The client lives."""
        self.heard_at = monotonic()
        self.pinged = False

    def is_lost(self, now: float) -> bool:
        """Whether it was closed for its silence (see `enforce_limits`): from then on it holds nobody's place."""
        return now - self.heard_at > 2 * timings().heartbeat

    def enforce_limits(self, now: float) -> None:
        """Once a second: is it alive, does it read, has it said hello, is it too old?"""
        limits = timings()
        if not self.greeted and now - self.opened_at > limits.hello:
            self.close(Close.RESTART, "No hello came.")  # a stalled network may have swallowed it
        elif self.is_lost(now):
            self.close(Close.RESTART, "No answer to a ping.")
        elif now - self.heard_at > limits.heartbeat and not self.pinged:
            self.pinged = True
            self.writer.send('{"type":"ping"}')
        elif now > self.good_until:
            self.close(Close.TICKET, "Your sign-in has expired; come back with a new one.")
        elif self.writer.is_stuck(now):
            self.close(Close.SLOW, "You do not read what you are sent.")
        elif now - self.opened_at > limits.max_age:
            self.close(Close.MAX_AGE, "Connections last four hours; come back.")

    def enter(self, feed: Feed) -> None:
        """One turn of the loop, without a wait: the welcome and the cursor agree, so there is nothing to merge."""
        self.waiting = False
        epoch, position = self.wanted
        heads = {stream: feed.head(stream) for stream in self.streams}
        resumes = (
            position is not None
            and epoch == feed.epoch
            and all(0 <= heads[s] - position.get(s, 0) <= REPLAY for s in self.streams)
        )
        cursor = {s: (position or {}).get(s, 0) for s in self.streams} if resumes else heads
        welcome: frames.Welcome = {
            "type": "welcome",
            "you": self.you,
            "epoch": feed.epoch,
            "heartbeat_s": timings().heartbeat,
            "window": WINDOW,
            "mode": "resume" if resumes else "snapshot",
            "position": frames.stream_heads(cursor),
        }
        head = frames.encode(welcome)
        self.writer.send(head if resumes else f'{head[:-1]},"snapshot":{feed.snapshot(staff=self.is_staff)}}}')
        self.writer.follow(feed, cursor)


class LocalRoom:
    """A feed and the sockets that listen to it here."""

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
        """Whoever found the log unreadable may try again."""
        for socket in self.sockets:
            if socket.writer.waits_for_log:
                socket.writer.wake()

    def enforce_limits(self, now: float) -> None:
        for socket in self.sockets:
            socket.enforce_limits(now)

    def on_events(self, heard: Iterable[events.AnyEvent | None]) -> None:
        """The room has moved on: let the writers send, and see to those whom it concerns in person."""
        moved = False
        for event in heard:
            moved = True
            self._concern(event)
        if moved:
            for socket in self.sockets:
                if socket.waiting:
                    self.send_lobby(socket)
                else:
                    socket.writer.wake()

    def _concern(self, event: events.AnyEvent | None) -> None:
        match event:
            case events.ParticipantJoined():
                for socket in self._of(event.participant):
                    if socket.waiting:
                        socket.enter(self.feed)
            case events.ParticipantRemoved():
                self._send_away(event.participant, Close.FORBIDDEN, "You were removed from this interview.")
            case events.ParticipantDenied():
                self._send_away(event.participant, Close.FORBIDDEN, "You were not let in.")
            case events.ParticipantLeft(reason="leave" | "lease") | events.ParticipantWithdrew():
                self._send_away(event.participant, Close.LEFT, "You have left.")
            case events.SessionEnded():
                for socket in self.sockets:
                    socket.close(Close.ENDED, "This interview has ended.")

    def _of(self, participant: UUID) -> list[Socket]:
        return [socket for socket in self.sockets if socket.participant == participant]

    def _send_away(self, participant: UUID, code: Close, reason: str) -> None:
        for socket in self._of(participant):
            socket.close(code, reason)

    def replace(self, participant: UUID, generation: int) -> None:
        for socket in self._of(participant):
            if socket.generation < generation:
                socket.replaced()

    def belonging_to(self, subject: str) -> list[Socket]:
        """The sockets of a guest, by id, or of a member of staff, by the actor's key."""
        return [s for s in self.sockets if s.actor is not None and subject in (str(s.actor.guest_id), s.actor.pk)]

    def send_lobby(self, socket: Socket) -> None:
        """The whole waiting room as this person may see it, if it is not what they saw last."""
        waiting = self.feed.state.staff.waiting
        if socket.participant not in waiting:
            return
        frame: frames.Lobby = {
            "type": "lobby",
            "state": "waiting",
            "you": socket.you,
            "place": list(waiting).index(socket.participant) + 1,
            "host_present": self.feed.staff_is_here(),
            "messages": waiting[socket.participant].messages,
        }
        text = frames.encode(frame)
        if text != socket.lobby:
            socket.lobby = text
            socket.writer.send(text)

    def relay(self, message: bytes) -> None:
        """`<to, staff or -> <to_conn or -> <from> <frame>`: to one person, one connection of theirs, or everybody else."""
        to, to_conn, sender, frame = message.split(b" ", 3)
        ready = EncodedFrame(frame.decode())
        for socket in self.sockets:
            person, connection = socket.address
            if not socket.seated or socket.waiting or person == sender:
                continue
            if (to in (b"-", person) or (to == TO_STAFF and socket.is_staff)) and to_conn in (b"-", connection):
                socket.writer.signal(ready)


def signal(sender: Socket, asked_to: UUID | None, to_conn: int | None, payload: dict[str, Any]) -> bytes:
    """The bus message that `LocalRoom.relay` reads; the server stamps who sends."""
    frame: frames.Signalled = {
        "type": "signal",
        "from": sender.participant,
        "from_conn": sender.generation,
        "payload": payload,
    }
    to = str(asked_to).encode() if asked_to else b"-"
    conn = b"-" if to_conn is None else b"%d" % to_conn
    return b"signal %s %s %s %s" % (to, conn, sender.address[0], frames.dumps(frame))


def to_staff(frame: str) -> bytes:
    """The bus message that brings a frame to the staff in the room, at most once."""
    return b"signal %s - - %s" % (TO_STAFF, frame.encode())
