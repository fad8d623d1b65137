"""The service as it is run: a web server and a worker, each a process, over the test's database, store and mailbox."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit
from uuid import uuid4

from django.db import connection

from tests.settings import MAILBOX, SITE_PORT

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Site:
    url: str
    log: Path
    sender: str = field(default_factory=lambda: f"interviews-{uuid4().hex}@localhost")

    def mails_to(self, address: str) -> list[str]:
        """What this site has sent to somebody, oldest first; the other worker's tests write to the same people."""
        mails = [mail.read_text() for mail in sorted(MAILBOX.glob(f"*-{address}.eml"))]
        return [mail for mail in mails if self.sender in mail]


def database_url() -> str:
    """The services' own URL, but for the test's database."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


@contextmanager
def serving(static: Path, folder: Path) -> Iterator[Site]:
    """Start both programs, and stop them as a deploy would."""
    site = Site(f"http://127.0.0.1:{SITE_PORT}", folder / "site.log")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        "STATIC_ROOT": str(static),
        "DATABASE_URL": database_url(),
        "BASE_URL": site.url,
        "EMAIL_FROM": f"Talent Engine <{site.sender}>",
        "ALLOWED_ORIGINS": "[]",
        "ALLOWED_HOSTS": '["127.0.0.1"]',
        "ROOM_TIME_SCALE": "1",
        "PYTHONUNBUFFERED": "1",
    }
    with ExitStack() as stack, site.log.open("w") as log:
        for program in (["serve", "--port", str(SITE_PORT)], ["worker"]):
            stack.enter_context(_running(program, environment, log))
        _await_ready(site)
        yield site


@contextmanager
def _running(command: list[str], environment: dict[str, str], log: IO[str]) -> Iterator[None]:
    child = subprocess.Popen(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        yield
    finally:
        child.send_signal(signal.SIGINT if command[0] == "worker" else signal.SIGTERM)
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


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
