"""Runs background jobs and housekeeping until SIGTERM, then finishes what has begun."""

import asyncio
from argparse import ArgumentParser, ArgumentTypeError

from django.conf import settings
from django.core.management.base import BaseCommand

from core.jobs.workers import QueueWorkers


def queues(text: str) -> dict[str, int]:
    """`mails=8,recordings` → `{"mails": 8, "recordings": 2}`: the threads named, else those of the settings."""
    known: dict[str, int] = settings.JOB_QUEUES
    chosen = {}
    for part in text.split(","):
        name, given, threads = part.partition("=")
        if name not in known or (given and not (threads.isdecimal() and int(threads) > 0)):
            raise ArgumentTypeError(f"{part!r}: name queues of {', '.join(known)}, as in mails or mails=8.")
        chosen[name] = int(threads) if given else known[name]
    return chosen


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--queues",
            type=queues,
            default=settings.JOB_QUEUES,
            help="names, each with =threads if you like (default: all)",
        )

    def handle(self, *_: object, queues: dict[str, int], **__: object) -> None:
        asyncio.run(_run(queues))


async def _run(queues: dict[str, int]) -> None:
    await QueueWorkers(queues).run()
