"""Everything in one command: real services, demo data, web server and worker, until Ctrl-C."""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError

from core.embedded import Home, ServiceError, Services, running, start_in
from core.embedded.children import evict_all
from core.embedded.home import is_free
from core.programs import CHECKOUT, Program, Watch

UNPROXIED = urllib.request.build_opener(urllib.request.ProxyHandler({}))
MANAGE = [sys.executable, str(CHECKOUT / "manage.py")]


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8002, help="where the pages are served (default: %(default)s)")
        parser.add_argument(
            "--data-dir", type=Path, default=Path(".data"), help="keeps everything (default: %(default)s)"
        )
        parser.add_argument("--fresh", action="store_true", help="delete what an earlier demo kept there")

    def handle(self, *_: object, port: int, data_dir: Path, fresh: bool, **__: object) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # a shell that starts it with `&` ignores SIGINT
            signal.signal(number, signal.default_int_handler)
        try:
            with Home(data_dir) as home:
                _clear(home, port, fresh=fresh)
                _run(home, port)
        except ServiceError as error:
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            say("Stopped. Everything is kept for the next start.")


def say(line: str) -> None:
    print(line, flush=True)


def _clear(home: Home, port: int, *, fresh: bool) -> None:
    evict_all(home.path)
    if fresh:
        home.wipe()
    (home.path / "demo.json").unlink(missing_ok=True)
    if not is_free(port):
        raise ServiceError(f"Port {port} is used by another program: choose a free one with --port.")


def _run(home: Home, port: int) -> NoReturn:
    origins = [f"http://127.0.0.1:{port}", f"http://localhost:{port}"]
    with start_in(home, origins, os.environ, report=say) as services:
        environment = _environment(home, services, origins)
        seeded = _prepare(home, environment)
        programs = _programs(home, environment, origins, port)
        with running(programs, say):
            if not all(program.alive for program in programs):
                raise ServiceError(f"The worker stopped while starting:\n{programs[1].child.tail()}")
            _tell(home, seeded | {"base_url": environment["BASE_URL"], "mailbox": services.mailbox})
            watch = Watch([*services.parts, *programs], say)
            try:
                while True:
                    time.sleep(0.5)
                    watch.look()
            finally:
                (home.path / "demo.json").unlink(missing_ok=True)


def _environment(home: Home, services: Services, origins: list[str]) -> dict[str, str]:
    """Give the application its services, and the few settings in which the demo differs from production."""
    key = home.path / "secret_key"
    if not key.exists():
        key.touch(mode=0o600)
        key.write_text(secrets.token_urlsafe(50))
    defaults = {
        "SECRET_KEY": key.read_text(),
        "BASE_URL": origins[0],
        "ALLOWED_ORIGINS": json.dumps(origins),
        "PUBLIC_CLOSE_POLICY": "open",
        "STATIC_ROOT": str(home.path / "static"),
        "PYTHONUNBUFFERED": "1",
    }
    return defaults | os.environ | services.environment | {"TE_DEMO": "1", "DEBUG": "false"}


def _prepare(home: Home, environment: dict[str, str]) -> dict[str, Any]:
    seeds, log = home.path / "seed.json", home.path / "setup.log"
    with log.open("w") as said:
        command = [*MANAGE, "prepare_demo", f"--out={seeds}"]
        done = subprocess.run(command, cwd=CHECKOUT, env=environment, stderr=said, check=False)  # noqa: S603 -- ours
    if done.returncode:
        tail = "\n".join(log.read_text().splitlines()[-15:])
        raise ServiceError(f"The demo could not be prepared. The end of {log}:\n{tail}")
    return dict(json.loads(seeds.read_text()))


def _programs(home: Home, environment: dict[str, str], origins: list[str], port: int) -> list[Program]:
    web = [*MANAGE, "serve", "--host", "127.0.0.1", "--port", str(port)]
    worker = [*MANAGE, "worker"]
    return [
        Program("Web", web, folder=home.path, environment=environment, answers=lambda: all(map(_ready, origins))),
        Program("Worker", worker, folder=home.path, environment=environment),
    ]


def _ready(origin: str) -> bool:
    try:
        with UNPROXIED.open(f"{origin}/readyz", timeout=5) as response:
            return all(state == "ok" for state in json.load(response).values())
    except (OSError, ValueError):
        return False


def _tell(home: Home, facts: dict[str, Any]) -> None:
    """Write `demo.json` in one piece: who finds it may rely on everything answering."""
    draft = home.path / ".demo.json"
    draft.write_text(json.dumps(facts, indent=1, default=str))
    draft.rename(home.path / "demo.json")
    say(f"\nTalent Engine is ready: {facts['base_url']}\n")
    for person in facts["staff"]:
        say(f"  {person['role']:<12} {person['email']:<28} password: {person['password']}")
    say(f"\n  Candidate's link  {facts['candidate_link']}")
    say(f"  To review         {facts['review_url']}")
    say(f"  Mails             {facts['mailbox'] or 'sent by EMAIL_URL'}")
    say("\nThis demo lets anybody close jobs by the public URLs (PUBLIC_CLOSE_POLICY=open). Ctrl-C stops everything.")
