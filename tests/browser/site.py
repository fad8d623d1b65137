"""The service as it is run: a web server and a worker, each a process, over the test's database, store and mailbox."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit
from uuid import uuid4

from django.db import connection

from tests.settings import MAILBOX, SITE_PORT

ROOT = Path(__file__).resolve().parents[2]


class Program:
    """`manage.py` with some command, as a process of its own."""

    def __init__(
        self, command: list[str], environment: dict[str, str], log: IO[str], *, farewell: signal.Signals
    ) -> None:
        self.command = [sys.executable, "manage.py", *command]
        self.environment = environment
        self.log = log
        self.farewell = farewell

    def start(self) -> None:
        """Start it; again, after it was killed."""
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, env=self.environment, stdout=self.log, stderr=subprocess.STDOUT
        )

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End it as a deploy would."""
        self.process.send_signal(self.farewell)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()


@dataclass(frozen=True)
class Site:
    url: str
    log: Path
    web: Program
    sender: str
    old_mails: frozenset[Path] = frozenset()

    def for_the_next_test(self) -> "Site":
        """The same programs, running, and none of the mails that they have sent so far."""
        if self.web.process.poll() is not None:
            self.web.start()
        _await_ready(self)
        return replace(self, old_mails=frozenset(MAILBOX.iterdir()))

    def mails_to(self, address: str) -> list[str]:
        """What this site has sent to somebody, oldest first; the other worker's tests write to the same people."""
        mails = [mail.read_text() for mail in sorted(MAILBOX.glob(f"*-{address}.eml")) if mail not in self.old_mails]
        return [mail for mail in mails if self.sender in mail]


def database_url() -> str:
    """The services' own URL, but for the test's database."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


@contextmanager
def serving(static: Path, folder: Path) -> Iterator[Site]:
    """Start both programs, and stop them as a deploy would."""
    url, path = f"http://127.0.0.1:{SITE_PORT}", folder / "site.log"
    sender = f"interviews-{uuid4().hex}@localhost"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        "STATIC_ROOT": str(static),
        "DATABASE_URL": database_url(),
        "BASE_URL": url,
        "EMAIL_FROM": f"Talent Engine <{sender}>",
        "ALLOWED_ORIGINS": "[]",
        "ALLOWED_HOSTS": '["127.0.0.1"]',
        "ROOM_TIME_SCALE": "1",
        "PYTHONUNBUFFERED": "1",
    }
    with ExitStack() as stack, path.open("w") as log:
        web = Program(["serve", "--port", str(SITE_PORT)], environment, log, farewell=signal.SIGTERM)
        worker = Program(["worker"], environment, log, farewell=signal.SIGINT)
        for program in (web, worker):
            program.start()
            stack.callback(program.stop)
        site = Site(url, path, web, sender)
        _await_ready(site)
        yield site


def _await_ready(site: Site) -> None:
    deadline = time.monotonic() + 40
    while True:
        try:
            with urllib.request.urlopen(f"{site.url}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            if time.monotonic() > deadline:
                raise AssertionError(f"The service did not start:\n{site.log.read_text()[-4000:]}") from None
            time.sleep(0.1)
