"""Somebody in a room with the reference client, who remembers everything and counts what should never happen."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Self

import httpx

from clients.python.talent_engine_room import Frame, Inbox, Room, Ticket, TicketRefused
from tests.faults.scene import Seat
from tests.faults.stack import Door


class WatchfulInbox(Inbox):
    """The rule for gaps and repeats, with a count of each."""

    gaps = 0
    repeats = 0

    def judge(self, event: Frame) -> str:
        verdict = super().judge(event)
        self.gaps += verdict == "gap"
        self.repeats += verdict == "drop"
        return verdict


class WatchedRoom(Room):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusals: list[Frame] = []

    async def _receive(self, frame: Frame) -> None:
        if frame["type"] == "error":
            self.refusals.append(frame)
        await super()._receive(frame)


class Person:
    """`doors` are tried in this order: a load balancer that turns to the next server when one is down."""

    def __init__(self, seat: Seat, doors: Callable[[], Sequence[Door]]) -> None:
        self.seat, self._doors = seat, doors
        self.room = WatchedRoom(self._ticket, on_frame=self._heard)
        self.refusals = self.room.refusals
        self.inbox = self.room.inbox = WatchfulInbox()
        self.frames: list[Frame] = []  # everything heard
        self.events: list[Frame] = []
        self._news = asyncio.Event()
        self._http = httpx.AsyncClient(trust_env=False, timeout=5, headers={"Authorization": f"Bearer {seat.token}"})

    async def __aenter__(self) -> Self:
        self.running = asyncio.create_task(self.room.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self.room.stop()
        await asyncio.wait([self.running], timeout=5)
        self.running.cancel()
        await self._http.aclose()

    async def _ticket(self) -> Ticket:
        failure: Exception = TicketRefused(503)
        for door in self._doors():
            url = f"http://127.0.0.1:{door.port}/api/talent-engine/video-sessions/{self.seat.session_id}/ticket/"
            try:
                answer = await self._http.post(url)
            except httpx.TransportError as error:
                failure = OSError(str(error))
                continue
            if answer.is_success:
                return Ticket(**{name: answer.json()[name] for name in ("ticket", "url")})
            failure = TicketRefused(answer.status_code)
        raise failure

    def _heard(self, frame: Frame) -> None:
        self.frames.append(frame)
        if "seq" in frame:
            self.events.append(frame)
        self._news.set()

    async def until(self, holds: Callable[[], object], *, within: float) -> None:
        """Wait until something that hearing a frame, or losing a connection, may change."""
        async with asyncio.timeout(within):
            while not holds():
                self._news.clear()
                with_patience = asyncio.create_task(self._news.wait())
                await asyncio.wait([with_patience], timeout=0.05)
                with_patience.cancel()

    async def entered(self, within: float = 20) -> Self:
        await self.until(self.room.entered.is_set, within=within)
        return self

    async def hears(self, kind: str, *, within: float, **fields: Any) -> Frame:
        """The first event of this type, with these fields, whether it was heard already or is yet to come."""

        def found() -> Frame | None:
            wanted = {"type": kind, **fields}
            return next((event for event in self.events if wanted.items() <= event.items()), None)

        await self.until(found, within=within)
        event = found()
        assert event is not None
        return event

    def count(self, kind: str) -> int:
        return sum(event["type"] == kind for event in self.events)

    @property
    def me(self) -> str:
        return str(next(frame["you"]["participant"] for frame in reversed(self.frames) if "you" in frame))

    @property
    def welcomes(self) -> list[Frame]:
        return [frame for frame in self.frames if frame["type"] == "welcome"]

    @property
    def lost_nothing(self) -> bool:
        """Without a snapshot in between, in order, without a repeat."""
        resumed = [welcome["mode"] for welcome in self.welcomes[1:]]
        return resumed == ["resume"] * len(resumed) and not self.inbox.gaps and not self.inbox.repeats


@asynccontextmanager
async def gathered(*people: Person) -> AsyncIterator[None]:
    """All of them come in; all of them are gone afterwards. What is counted begins when everybody is there."""
    async with AsyncExitStack() as stack:
        for person in people:
            await stack.enter_async_context(person)
        await asyncio.gather(*(person.entered() for person in people))
        for person in people:
            person.room.closings.clear()
        yield
