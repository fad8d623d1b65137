"""The phases of a measurement, identical for every peer."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from benchmarks.peers.base import Peer
from benchmarks.peers.ours import Ours
from benchmarks.wire import Wire

PAYLOAD = b"x" * 60  # about 120 bytes on the wire, as a mute event has
AT_ONCE = 50  # handshakes in flight
LOST = 2.0  # seconds without a delivery after which events in flight count as lost: a peer may drop messages


@dataclass(slots=True)
class Figures:
    """Results of one peer at one shape. `per_cpu_second` counts deliveries per second of the server's CPU time."""

    peer: str
    shape: str
    per_cpu_second: float
    joins_per_second: float
    kib_per_connection: float
    p50_ms: float = 0.0
    p99_ms: float = 0.0


@dataclass(slots=True)
class Crowd:
    """All connections, as `wires[room][member]`, and the number of messages that each room has received."""

    peer: Peer
    wires: list[list[Wire]]
    received: list[int]
    latencies: list[float]

    @classmethod
    async def gather(cls, peer: Peer, rooms: Iterable[int], members: int) -> "Crowd":
        crowd = cls(peer, [], [], [])
        await crowd.grow(rooms, members)
        return crowd

    async def grow(self, rooms: Iterable[int], members: int) -> None:
        """Connect people until each of these rooms has so many members."""
        turn = asyncio.Semaphore(AT_ONCE)

        async def enter(room: int, member: int) -> None:
            async with turn:
                wire = await self.peer.open(room, member, lambda payload: self._on_message(room, payload))
                self.wires[room].append(wire)

        entering = []
        for room in rooms:
            while len(self.wires) <= room:
                self.wires.append([])
                self.received.append(0)
            entering += [enter(room, member) for member in range(len(self.wires[room]), members)]
        await asyncio.gather(*entering)

    async def drain(self) -> None:
        """Wait until no more messages arrive, so that the next peer has the machine for itself."""
        received = -1
        while received != (received := sum(self.received)):
            await asyncio.sleep(0.5)

    @property
    def size(self) -> int:
        return sum(map(len, self.wires))

    def _on_message(self, room: int, payload: bytes) -> None:
        self.received[room] += 1
        if payload.startswith(b"@"):  # followed by the moment at which it was due
            self.latencies.append(time.perf_counter() - float(payload[1:]))


async def capacity(crowd: Crowd, *, seconds: float, in_flight: int) -> float:
    """Keep so many events in flight in each room, and return deliveries per second of the server's CPU time."""
    members = len(crowd.wires[0])
    ends = time.perf_counter() + seconds

    async def keep_busy(room: int) -> None:
        received, at = crowd.received[room], time.perf_counter()
        sent = received // (members - 1)
        while (now := time.perf_counter()) < ends:
            if crowd.received[room] != received:
                received, at = crowd.received[room], now
            elif now - at > LOST:
                sent, at = received // (members - 1), now
            while sent - received // (members - 1) < in_flight:
                crowd.peer.broadcast(crowd.wires[room][sent % members], room, PAYLOAD)
                sent += 1
            await asyncio.sleep(0)

    began, used = sum(crowd.received), crowd.peer.cpu()
    await asyncio.gather(*(keep_busy(room) for room in range(len(crowd.wires))))
    return (sum(crowd.received) - began) / max(crowd.peer.cpu() - used, 0.01)


async def latency(crowd: Crowd, *, seconds: float, deliveries_per_second: int) -> tuple[float, float]:
    """Send at a fixed rate, and return p50 and p99 in ms.

    Each latency counts from the moment the event was due (no coordinated omission).
    """
    members = len(crowd.wires[0])
    crowd.latencies.clear()
    async for n, due in paced(seconds=seconds, per_second=deliveries_per_second / (members - 1)):
        room = n % len(crowd.wires)
        crowd.peer.broadcast(crowd.wires[room][0], room, b"@%f" % due + b" " * 40)
    await asyncio.sleep(0.5)
    return percentiles(crowd.latencies)


async def commits(crowd: Crowd, peer: Ours, *, seconds: float, per_second: int) -> tuple[float, float]:
    """Send commands, which PostgreSQL commits before their acknowledgement; return p50 and p99 in ms from due to ack."""
    due_at: dict[bytes, float] = {}
    latencies: list[float] = []

    def acknowledged(command: bytes) -> None:
        if command in due_at:  # else it belongs to the warm-up
            latencies.append(time.perf_counter() - due_at.pop(command))

    peer.acknowledged = acknowledged
    async for n, due in paced(seconds=seconds, per_second=per_second):
        wire = crowd.wires[n % len(crowd.wires)][0]
        due_at[peer.send_command(wire, raised=n // len(crowd.wires) % 2 == 0)] = due
    await asyncio.sleep(1)
    return percentiles(latencies)


async def paced(*, seconds: float, per_second: float) -> AsyncIterator[tuple[int, float]]:
    """Yield `(number, moment)` of each event when it is due.

    A thread sleeps until then: the loop's timers have a resolution of 1 ms, and a spinning loop would take the core
    from Redis and PostgreSQL, which share it with the load.
    """
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
