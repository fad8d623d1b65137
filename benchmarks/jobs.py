"""Measure how soon an idle worker process starts a background job after its commit (`make bench-jobs`).

The time runs from just before the commit of the enqueuing transaction to the first line of the job. Jobs come in pairs
at random intervals: the second notification may arrive while the worker is fetching, when it could get lost. The last
line is for machines.
"""

import argparse
import logging
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from demo import services as embedded

PAIR_GAP = 0.002  # at most so many seconds between the jobs of a pair


def main(*, jobs: int) -> None:
    with tempfile.TemporaryDirectory(prefix="te-bench-jobs-") as name:
        folder = Path(name)
        with embedded.start(folder, origins=["http://localhost"], environ={}, durable=False) as services:
            os.environ |= services.environment | {
                "DJANGO_SETTINGS_MODULE": "benchmarks.stamps",
                "TE_TESTING": "1",
            }
            delays = measure(folder / "stamps", jobs)
    delays.sort()
    p50, p99 = statistics.median(delays), delays[int(len(delays) * 0.99)]
    late = sum(delay > 50 for delay in delays)
    print(f"jobs={len(delays)} p50_ms={p50:.1f} p99_ms={p99:.1f} max_ms={delays[-1]:.1f} above_50_ms={late}")


def measure(file: Path, jobs: int) -> list[float]:
    """Return the delay of each job in ms."""
    import django

    django.setup()
    logging.disable(logging.INFO)
    from django.core.management import call_command

    from benchmarks.stamping import stamp

    call_command("migrate", verbosity=0)
    file.touch()
    worker = subprocess.Popen([sys.executable, "manage.py", "worker"])
    try:
        stamp.enqueue(str(file), -1)
        _await(file, 1)
        enqueued_at = []
        for number in range(jobs // 2):
            time.sleep(random.uniform(0.02, 0.1))
            for half in range(2):
                enqueued_at.append(time.monotonic())
                stamp.enqueue(str(file), 2 * number + half)
                time.sleep(PAIR_GAP * random.random())
        _await(file, len(enqueued_at) + 1)
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(20)
    stamps = {int(number): float(began) for number, began in map(str.split, file.read_text().splitlines())}
    return [(stamps[number] - at) * 1000 for number, at in enumerate(enqueued_at)]


def _await(file: Path, lines: int) -> None:
    deadline = time.monotonic() + 60
    while len(file.read_text().splitlines()) < lines:
        assert time.monotonic() < deadline, "the worker has not run the jobs within 60 s"
        time.sleep(0.1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=1000)
    main(jobs=parser.parse_args().jobs)
