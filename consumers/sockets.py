"""One connection to a room: its phase, the person behind it, and the limits it must keep."""

import dataclasses
import math
import time
from collections.abc import Mapping
from enum import Enum, auto
from time import monotonic
from uuid import UUID

from consumers import frames
from consumers.feed import Feed
from consumers.frames import CloseCode
from consumers.writer import WINDOW, Writer
from core.actors import Actor
from interviews.room.events import Stream
from interviews.room.presence import Place
from interviews.room.timings import timings
from interviews.vocabulary import STAFF, Role

REPLAY = 10_000  # events; further behind, a snapshot is less work for both sides


class Phase(Enum):
    """Where a connection stands. Only the methods of `Socket` move it, and only forwards."""

    GREETING = auto()  # accepted; the hello has not come. Meanwhile the ticket is redeemed (`Socket.admit`)
    ENTERING = auto()  # the hello has come; its participant row is being connected
    WAITING = auto()  # in the waiting room
    INSIDE = auto()  # in the room
    CLOSING = auto()  # a close is due: nothing is received any more


class Socket:
    def __init__(self, writer: Writer) -> None:
        now = monotonic()
        self.writer = writer
        self.actor: Actor | None = None  # until the ticket is redeemed
        self.participant = UUID(int=0)
        self.generation = 0  # the fencing token; 0 until the participant row is connected
        self.address = (b"", b"")  # participant and generation as the bus names them
        self.role = Role.GUEST
        self.name = ""
        self.opened_at = self.alive_at = now
        self._phase = Phase.GREETING
        self._resume_from: tuple[UUID | None, Mapping[Stream, int] | None] = (None, None)
        self._good_until = math.inf
        self._pinged = False
        self._lobby = ""  # the last lobby frame sent

    @property
    def phase(self) -> Phase:
        return Phase.CLOSING if self.writer.closing else self._phase

    @property
    def is_connected(self) -> bool:
        """Whether the participant row names this connection, or did: true until the end, also while closing."""
        return self.generation > 0

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF

    @property
    def streams(self) -> tuple[Stream, ...]:
        return ("all", "staff") if self.is_staff else ("all",)

    @property
    def you(self) -> frames.You:
        return {"participant": self.participant, "role": self.role, "name": self.name, "conn": self.generation}

    # -- phases ----------------------------------------------------------------------------------------------------
    def admit(self, actor: Actor) -> None:
        """Accept the bearer of a ticket, for as long as their sign-in is valid.

        Its end is kept on the monotonic clock: later jumps of the wall clock must not matter.
        """
        self.actor = actor
        if actor.good_until is not None:
            self._good_until = monotonic() + actor.good_until - time.time()

    def greet(self) -> None:
        """The hello has come."""
        if self._phase is Phase.GREETING:
            self._phase = Phase.ENTERING

    def connect(self, place: Place) -> None:
        """The participant row is connected: from now on this is the connection of `place.generation`."""
        self.participant, self.generation = place.participant_id, place.generation
        self.role, self.name = place.role, place.name
        self.address = str(place.participant_id).encode(), str(place.generation).encode()
        self.actor = dataclasses.replace(self.actor, generation=place.generation) if self.actor else None
        self._phase = Phase.WAITING if place.waiting else Phase.INSIDE

    def resume_from(self, epoch: UUID | None, position: Mapping[Stream, int] | None) -> None:
        """Remember the position that the hello named, for `enter`."""
        self._resume_from = (epoch, position)

    def enter(self, feed: Feed) -> None:
        """Send the welcome and follow the room's events from there.

        Must not await: no event may be applied between reading the heads and setting the cursor, so the client's
        position matches its first frame.
        """
        self._phase = Phase.INSIDE
        epoch, position = self._resume_from
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

    def send_lobby(self, lobby: frames.LobbyFrame) -> None:
        """Send the waiting room, unless it is what was sent last."""
        text = frames.encode(lobby)
        if text != self._lobby:
            self._lobby = text
            self.writer.send(text)

    # -- ends ------------------------------------------------------------------------------------------------------
    def close(self, code: CloseCode, reason: str) -> None:
        """Close after what is ready was sent. The first code and reason stand."""
        self.writer.close(code, reason)

    def close_replaced(self) -> None:
        self.close(CloseCode.REPLACED, "This interview was opened in another tab or device.")

    def close_revoked(self) -> None:
        self.close(CloseCode.FORBIDDEN, "Your access was withdrawn.")

    def close_logged_out(self) -> None:
        """Not terminal: a person who is signed in elsewhere too comes back with a ticket from there."""
        self.close(CloseCode.TICKET, "You have logged out.")

    # -- limits ----------------------------------------------------------------------------------------------------
    def mark_alive(self) -> None:
        """Something came from the client."""
        self.alive_at = monotonic()
        self._pinged = False

    def is_lost(self, now: float) -> bool:
        """Whether it was closed for its silence (see `enforce_limits`): from then on its lease is not renewed."""
        return now - self.alive_at > 2 * timings().heartbeat

    def enforce_limits(self, now: float) -> None:
        """Called once a second: close a connection without a hello, dead, unread, expired or too old; ping a silent one."""
        limits = timings()
        if self.phase is Phase.GREETING and now - self.opened_at > limits.hello:
            self.close(CloseCode.RESTART, "No hello came.")  # a stalled network may have swallowed it
        elif self.is_lost(now):
            self.close(CloseCode.RESTART, "No answer to a ping.")
        elif now - self.alive_at > limits.heartbeat and not self._pinged:
            self._pinged = True
            self.writer.send('{"type":"ping"}')
        elif now > self._good_until:
            self.close(CloseCode.TICKET, "Your sign-in has expired; come back with a new one.")
        elif self.writer.is_stuck(now):
            self.close(CloseCode.SLOW, "You do not read what you are sent.")
        elif now - self.opened_at > limits.max_age:
            self.close(CloseCode.MAX_AGE, "Connections last four hours; come back.")
