"""A hostile bus: it holds every message until the test delivers it, in any order, or loses it."""

import asyncio
from collections.abc import Callable

from core import bus
from core.notices import Notice

Listener = Callable[[bytes], None]


class Wire:
    """What processes publish into; each process has an `End` of its own."""

    def __init__(self) -> None:
        self.ends: list[End] = []
        self.cut = False  # the process that publishes dies right after its commit

    def publish_soon(self, topic: str, frame: bytes) -> None:
        if not self.cut:
            for end in list(self.ends):
                end.pending.append((topic, frame))


class End:
    """Takes the place of `core.bus.Bus` in one process."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.pending: list[tuple[str, bytes]] = []
        self._listeners: dict[str, Listener] = {}
        wire.ends.append(self)

    def publish(self, topic: bus.Topic, frame: bytes) -> None:
        self.wire.publish_soon(topic, frame)

    def subscribe(self, topic: bus.Topic, listener: Listener) -> asyncio.Event:
        self._listeners[topic] = listener
        confirmed = asyncio.Event()
        confirmed.set()
        return confirmed

    def unsubscribe(self, topic: bus.Topic) -> None:
        self._listeners.pop(topic, None)

    def deliver(self, which: int) -> None:
        topic, frame = self.pending.pop(which % len(self.pending))
        if (listener := self._listeners.get(topic)) is not None:
            listener(frame)

    async def close(self) -> None:
        self.wire.ends.remove(self)


class LostNotices:
    """Takes the place of `core.notices.NoticeListener`: every notice is lost."""

    def __init__(self, on_notice: Callable[[Notice], None]) -> None: ...

    def send_soon(self, notice: Notice) -> None: ...

    async def close(self) -> None: ...
