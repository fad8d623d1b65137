"""Write the documents generated from the code; with --check, name those that are out of date."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.documents import DOCUMENTS


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when a document has drifted")

    def handle(self, *_: object, check: bool, **__: object) -> None:
        drifted = [path for path, generate in DOCUMENTS.items() if not _is_current(_at(path), generate())]
        if check and drifted:
            raise CommandError(f"Out of date: {', '.join(drifted)}. Run `manage.py export_docs` and commit the result.")
        for path in drifted:
            _at(path).parent.mkdir(exist_ok=True)
            _at(path).write_bytes(DOCUMENTS[path]())
            self.stdout.write(f"wrote {path}")


def _at(path: str) -> Path:
    return Path(settings.BASE_DIR, path)


def _is_current(path: Path, content: bytes) -> bool:
    return path.exists() and path.read_bytes() == content
