"""Jobs of the worker tests; each leaves a line in a folder that the test reads."""

import os
import time
from pathlib import Path

from django.db import transaction

from core.jobs import job, periodic


def note(folder: str | Path, what: str) -> None:
    """One line in one write: several workers may write the same file."""
    with (Path(folder) / "notes").open("a") as notes:
        notes.write(f"{what}\n")


def notes(folder: Path) -> list[str]:
    file = folder / "notes"
    return file.read_text().splitlines() if file.exists() else []


@job(queue="recordings")
def long_film(folder: str) -> None:
    """Take as long as the test wants: until it leaves `finish` in the folder."""
    note(folder, f"film begun by {os.getpid()}")
    while not (Path(folder) / "finish").exists():
        time.sleep(0.01)
    note(folder, f"film done by {os.getpid()}")


@job(queue="mails")
def mail(folder: str, to: str) -> None:
    note(folder, f"mail to {to}")


@job(queue="mails", retries=2)
def refused_mail(folder: str, failures: int) -> None:
    note(folder, "mail tried")
    if notes(Path(folder)).count("mail tried") <= failures:
        raise ConnectionRefusedError("no such mailbox")


@job(queue="mails")
def chain(folder: str, undone: bool) -> None:  # noqa: FBT001 -- a job's arguments are JSON
    """Enqueue another job inside a transaction, and maybe roll it back."""
    with transaction.atomic():
        mail.enqueue(folder, "chained")
        transaction.set_rollback(undone)


@periodic("* * * * * *")
def tick() -> int:
    with (Path(os.environ["TE_ERRANDS"]) / "ticks").open("a") as ticks:
        ticks.write("tick\n")
    return 0


def ticks(folder: Path) -> int:
    file = folder / "ticks"
    return len(file.read_text().splitlines()) if file.exists() else 0
