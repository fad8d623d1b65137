"""The job that `benchmarks.jobs` times."""

import time
from pathlib import Path

from core.jobs import job


@job(queue="mails")
def stamp(file: str, number: int) -> None:
    """Clocks of one machine's processes agree on the monotonic time."""
    moment = time.monotonic()
    with Path(file).open("a") as stamps:
        stamps.write(f"{number} {moment}\n")
