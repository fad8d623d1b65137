"""Run the steps of `demo` between its services and its pages in one process, since each start of Django takes seconds."""

import sys
import time
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, required=True, help="where the seeds say what they made")

    def handle(self, *_: object, out: Path, **__: object) -> None:
        """Print progress to standard output, everything else to standard error."""
        pages = ("Pages", "collectstatic", "--no-input", "--verbosity=0")
        steps = [
            ("Database", "migrate", "--no-input"),
            *(() if settings.DEBUG else (pages,)),  # `make dev` serves the pages' files from where they are written
            ("Demo data", "seed_demo", f"--out={out}"),
        ]
        for what, *command in steps:
            began = time.monotonic()
            call_command(*command, stdout=sys.stderr)
            print(f"{what} ready in {time.monotonic() - began:.1f} s", flush=True)
