"""The job whose start `benchmarks.jobs` measures."""

import time
from pathlib import Path

from core.jobs import job


@job(queue="mails")
def stamp(file: str, number: int) -> None:
    """Append the monotonic time, which all processes of one machine share."""
    moment = time.monotonic()
    with Path(file).open("a") as stamps:
        stamps.write(f"{number} {moment}\n")
