"""Rooms under load, against Socket.IO and the naive consumer in the same run. `make bench-rooms`.

Server and load on a core each; the figure that does not depend on the machine's mood is deliveries per second of the
server's processor time. What is told goes by Redis in every peer. The last line is for machines.
"""

import argparse
import asyncio
import gc
import os
import sys
import tempfile
import time
from pathlib import Path

from core import embedded

SHAPES = {"200 x 4": (200, 4, 1), "50 x 4": (50, 4, 2), "1 x 200": (1, 200, 8)}


async def measure(peer: "Peer", shape: str, *, seconds: float) -> "Figures":
    rooms, members, in_flight = SHAPES[shape]
    peer.start()
    try:
        before, began = peer.kib(), time.perf_counter()
        crowd = await Crowd.gather(peer, rooms, members)
        joins = rooms * members / (time.perf_counter() - began)
        await asyncio.sleep(1)
        kib = (peer.kib() - before) / (rooms * members)
        await latency(crowd, seconds=1, deliveries_per_second=2000)  # warms compilers and caches
        p50, p99 = await latency(crowd, seconds=seconds, deliveries_per_second=2000)
        await capacity(crowd, seconds=1, in_flight=in_flight)
        rate = await capacity(crowd, seconds=seconds, in_flight=in_flight)
        crowd.disperse()
        return Figures(peer.name, shape, rate, joins, kib, p50, p99)
    finally:
        peer.stop()


async def acknowledged(peer: "Ours", *, seconds: float, per_second: int) -> tuple[float, float]:
    peer.start()
    try:
        crowd = await Crowd.gather(peer, len(peer.sessions), 2)
        await commits(crowd, peer, seconds=1, per_second=per_second)
        return await commits(crowd, peer, seconds=seconds, per_second=per_second)
    finally:
        peer.stop()


async def main(environment: dict[str, str], *, seconds: float, shapes: list[str]) -> None:
    found: list[Figures] = []
    port = 18_200
    for shape in shapes:
        rooms, members, _ = SHAPES[shape]
        mine = await asyncio.to_thread(Ours, port, environment, rooms=rooms, members=members)
        for peer in (mine, SocketIO(port + 1, environment), Naive(port + 2, environment)):
            figures = await measure(peer, shape, seconds=seconds)
            found.append(figures)
            show(figures, found)
        port += 10
    fifty = await asyncio.to_thread(Ours, port, environment, rooms=50, members=2)
    ack_p50, ack_p99 = await acknowledged(fifty, seconds=seconds, per_second=500)
    ours, socketio, naive = (
        next(f for f in found if f.peer.startswith(name)) for name in ("Talent", "Socket", "Channels")
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
    asked = parser.parse_args()
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
        from benchmarks.measure import Crowd, Figures, capacity, commits, latency
        from benchmarks.peers.base import Peer
        from benchmarks.peers.elsewhere import Naive, SocketIO
        from benchmarks.peers.ours import Ours

        SocketIO.install()
        gc.collect()
        gc.freeze()  # Django's own objects are not what is measured
        asyncio.run(main(environment, seconds=asked.seconds, shapes=asked.shapes))
    sys.exit(0)
