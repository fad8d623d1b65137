"""The phases of a measurement, the same for every peer."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from benchmarks.peers.base import Peer
from benchmarks.peers.ours import Ours
from benchmarks.wire import Wire

SAID = b"x" * 60  # about 120 bytes on the wire, as a mute event has
AT_ONCE = 50
LOST = 2.0  # seconds after which what is under way is taken for lost: a peer may drop messages


@dataclass(slots=True)
class Figures:
    """Of one peer at one shape. Deliveries count what others received, per second of the server's processor time."""

    peer: str
    shape: str
    per_cpu_second: float
    joins_per_second: float
    kib_per_connection: float
    p50_ms: float = 0.0
    p99_ms: float = 0.0


@dataclass(slots=True)
class Crowd:
    """Everybody who is connected: `wires[room][member]`, and how often anybody of a room was told."""

    peer: Peer
    wires: list[list[Wire]]
    heard: list[int]
    latencies: list[float]

    @classmethod
    async def gather(cls, peer: Peer, rooms: Iterable[int], members: int) -> "Crowd":
        crowd = cls(peer, [], [], [])
        await crowd.grow(rooms, members)
        return crowd

    async def grow(self, rooms: Iterable[int], members: int) -> None:
        """Until there are so many in each of these rooms."""
        turn = asyncio.Semaphore(AT_ONCE)

        async def enter(room: int, member: int) -> None:
            async with turn:
                wire = await self.peer.open(room, member, lambda said: self._told(room, said))
                self.wires[room].append(wire)

        coming = []
        for room in rooms:
            while len(self.wires) <= room:
                self.wires.append([])
                self.heard.append(0)
            coming += [enter(room, member) for member in range(len(self.wires[room]), members)]
        await asyncio.gather(*coming)

    async def quiet(self) -> None:
        """Until everything that was told has been heard, so that the next peer has the machine for itself."""
        heard = -1
        while heard != (heard := sum(self.heard)):
            await asyncio.sleep(0.5)

    @property
    def size(self) -> int:
        return sum(map(len, self.wires))

    def _told(self, room: int, said: bytes) -> None:
        self.heard[room] += 1
        if said.startswith(b"@"):
            self.latencies.append(time.perf_counter() - float(said[1:]))


async def capacity(crowd: Crowd, *, seconds: float, in_flight: int) -> float:
    """Each room keeps so many events under way; deliveries per second of the server's processor time."""
    members = len(crowd.wires[0])
    ends = time.perf_counter() + seconds

    async def keep_busy(room: int) -> None:
        heard, at = crowd.heard[room], time.perf_counter()
        sent = heard // (members - 1)
        while (now := time.perf_counter()) < ends:
            if crowd.heard[room] != heard:
                heard, at = crowd.heard[room], now
            elif now - at > LOST:
                sent, at = heard // (members - 1), now
            while sent - heard // (members - 1) < in_flight:
                crowd.peer.tell(crowd.wires[room][sent % members], room, SAID)
                sent += 1
            await asyncio.sleep(0)

    began, used = sum(crowd.heard), crowd.peer.cpu()
    await asyncio.gather(*(keep_busy(room) for room in range(len(crowd.wires))))
    return (sum(crowd.heard) - began) / max(crowd.peer.cpu() - used, 0.01)


async def latency(crowd: Crowd, *, seconds: float, deliveries_per_second: int) -> tuple[float, float]:
    """At a fixed rate, from the moment each event was due (no coordinated omission); p50 and p99 in ms."""
    members = len(crowd.wires[0])
    crowd.latencies.clear()
    async for n, due in paced(seconds=seconds, per_second=deliveries_per_second / (members - 1)):
        room = n % len(crowd.wires)
        crowd.peer.tell(crowd.wires[room][0], room, b"@%f" % due + b" " * 40)
    await asyncio.sleep(0.5)
    return percentiles(crowd.latencies)


async def commits(crowd: Crowd, peer: Ours, *, seconds: float, per_second: int) -> tuple[float, float]:
    """Commands that are in PostgreSQL before they are acknowledged: from when each was due to its ack, p50, p99 in ms."""
    due_at: dict[bytes, float] = {}
    taken: list[float] = []

    def acknowledged(command: bytes) -> None:
        if command in due_at:  # not one of the warming-up
            taken.append(time.perf_counter() - due_at.pop(command))

    peer.acknowledged = acknowledged
    async for n, due in paced(seconds=seconds, per_second=per_second):
        wire = crowd.wires[n % len(crowd.wires)][0]
        due_at[peer.ask(wire, raised=n // len(crowd.wires) % 2 == 0)] = due
    await asyncio.sleep(1)
    return percentiles(taken)


async def paced(*, seconds: float, per_second: float) -> AsyncIterator[tuple[int, float]]:
    """Number and moment of each thing that is due, when it is. A thread sleeps until then: a loop's timers are a
    millisecond coarse, and a loop that spins takes the core from Redis and PostgreSQL, which share it with the load."""
    loop = asyncio.get_running_loop()
    due: asyncio.Queue[tuple[int, float]] = asyncio.Queue()
    count, began = int(seconds * per_second), time.perf_counter()

    def keep_time() -> None:
        for n in range(count):
            moment = began + n / per_second
            time.sleep(max(0, moment - time.perf_counter()))
            loop.call_soon_threadsafe(due.put_nowait, (n, moment))

    timekeeper = loop.run_in_executor(None, keep_time)
    for _ in range(count):
        yield await due.get()
    await timekeeper


def percentiles(seconds: list[float]) -> tuple[float, float]:
    if len(seconds) < 100:
        return float("nan"), float("nan")
    cuts = statistics.quantiles(seconds, n=100)
    return cuts[49] * 1000, cuts[98] * 1000
