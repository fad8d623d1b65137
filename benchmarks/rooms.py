"""Compare rooms under load with Socket.IO and the naive consumer in the same run (`make bench-rooms`).

Server and load have a core each. The figure that depends least on the machine is deliveries per second of the server's
CPU time. Every peer publishes through Redis. The last line is for machines.
"""

import argparse
import asyncio
import gc
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import uvloop

from demo import services as embedded

SHAPES = {"200 x 4": (200, 4, 1), "50 x 4": (50, 4, 2), "1 x 200": (1, 200, 8)}  # rooms, members, events in flight
DELIVERIES = 2000  # per second, where latency is measured
RATES = (100, 200, 300, 500)  # commands per second over fifty rooms
ROUNDS = 3  # of each peer in turn, because a shared machine's speed changes within a minute


async def measure(peers: list["Peer"], shape: str, *, seconds: float) -> list["Figures"]:
    """Start all peers, then load one at a time."""
    rooms, members, in_flight = SHAPES[shape]
    for peer in peers:
        peer.start()
    try:
        filled = [await fill(peer, shape, rooms, members) for peer in peers]
        rates: list[list[float]] = [[] for _ in filled]
        for _ in range(ROUNDS):
            for (crowd, _), rate in zip(filled, rates, strict=True):
                await capacity(crowd, seconds=0.5, in_flight=in_flight)  # warm-up of compilers and caches
                rate.append(await capacity(crowd, seconds=seconds, in_flight=in_flight))
                await crowd.drain()
        for (crowd, figures), rate in zip(filled, rates, strict=True):
            figures.per_cpu_second = statistics.median(rate)
            figures.p50_ms, figures.p99_ms = await latency(crowd, seconds=seconds, deliveries_per_second=DELIVERIES)
            crowd.peer.stop()  # else a backlog would go on using the CPU
        return [figures for _, figures in filled]
    finally:
        for peer in peers:
            peer.stop()


async def fill(peer: "Peer", shape: str, rooms: int, members: int) -> tuple["Crowd", "Figures"]:
    """Fill the rooms. Memory per connection is measured after the first rooms, which warm the server."""
    crowd = await Crowd.gather(peer, range(min(10, rooms)), members if rooms > 1 else members // 4)
    before, began, known = peer.kib(), time.perf_counter(), crowd.size
    await crowd.grow(range(rooms), members)
    joins = (crowd.size - known) / (time.perf_counter() - began)
    await asyncio.sleep(1)
    return crowd, Figures(peer.name, shape, 0, joins, (peer.kib() - before) / (crowd.size - known))


async def acknowledged(peer: "Ours", *, seconds: float) -> tuple[float, float]:
    """Measure acknowledged commands at growing rates, and return p50 and p99 in ms at the highest.

    Measures bare commits first, as a reference: these figures depend on the machine, and no peer has their equal.
    """
    unused = await asyncio.to_thread(Ours, peer.port, {}, rooms=1, members=1)
    bare = await asyncio.to_thread(commits_alone, os.environ["DATABASE_URL"], unused.sessions[0], seconds=seconds)
    p50, p99 = percentiles(bare)
    print(f"bare psycopg, one by one: committed p50 {p50:.2f} ms, p99 {p99:.2f} ms", flush=True)
    peer.start()
    try:
        crowd = await Crowd.gather(peer, range(len(peer.sessions)), 2)
        await commits(crowd, peer, seconds=1, per_second=RATES[0])
        for rate in RATES:
            spent = peer.cpu()
            p50, p99 = await commits(crowd, peer, seconds=seconds, per_second=rate)
            each = (peer.cpu() - spent) / seconds / rate * 1000
            print(
                f"{rate} commands/s: acknowledged p50 {p50:.2f} ms, p99 {p99:.2f} ms, {each:.2f} ms CPU each",
                flush=True,
            )
    finally:
        peer.stop()
    return p50, p99


async def main(environment: dict[str, str], *, seconds: float, shapes: list[str]) -> None:
    found: list[Figures] = []
    port = 18_200
    for shape in shapes:
        rooms, members, _ = SHAPES[shape]
        mine = await asyncio.to_thread(Ours, port, environment, rooms=rooms, members=members)
        plain: list[Peer] = [Naive(port + 2, environment)]  # measured first: its channel layer loses idle sockets
        for peers in (plain, [mine, SocketIO(port + 1, environment)]):
            for figures in await measure(peers, shape, seconds=seconds):
                found.append(figures)
                show(figures, found)
        port += 10
    fifty = await asyncio.to_thread(Ours, port, environment, rooms=50, members=2)
    ack_p50, ack_p99 = await acknowledged(fifty, seconds=seconds)
    ours, socketio, naive = (
        next(f for f in found if f.peer.startswith(name) and f.shape == shapes[0])
        for name in ("Talent", "Socket", "Channels")
    )
    print(
        f"ratio_socketio={ours.per_cpu_second / socketio.per_cpu_second:.2f} "
        f"ratio_naive={ours.per_cpu_second / naive.per_cpu_second:.1f} p99_ms={ours.p99_ms:.2f} "
        f"kib_per_conn={ours.kib_per_connection:.1f} ack_p50_ms={ack_p50:.2f} ack_p99_ms={ack_p99:.2f}"
    )


def show(f: "Figures", found: list["Figures"]) -> None:
    if len(found) == 1:
        print(f"{'':32} {'shape':8} {'per CPU s':>10} {'joins/s':>8} {'KiB/conn':>9} {'p50 ms':>7} {'p99 ms':>7}")
    print(
        f"{f.peer:32} {f.shape:8} {f.per_cpu_second:10,.0f} {f.joins_per_second:8,.0f} "
        f"{f.kib_per_connection:9.1f} {f.p50_ms:7.2f} {f.p99_ms:7.2f}",
        flush=True,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--shapes", nargs="+", default=list(SHAPES), choices=list(SHAPES))
    options = parser.parse_args()
    os.sched_setaffinity(0, {1})
    with (
        tempfile.TemporaryDirectory(prefix="te-bench-") as folder,
        embedded.start(Path(folder), origins=["http://localhost"], environ={}) as services,
    ):
        environment = services.environment | {"TE_DEMO": "1", "LOG_JSON": "true"}
        os.environ |= environment | {"DJANGO_SETTINGS_MODULE": "config.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from benchmarks.measure import Crowd, Figures, capacity, commits, latency, percentiles
        from benchmarks.peers.bare import commits as commits_alone
        from benchmarks.peers.base import Peer
        from benchmarks.peers.elsewhere import Naive, SocketIO
        from benchmarks.peers.ours import Ours

        SocketIO.install()
        gc.collect()
        gc.freeze()  # keeps the collector off Django's objects, which would distort the figures
        uvloop.run(main(environment, seconds=options.seconds, shapes=options.shapes))
    sys.exit(0)
