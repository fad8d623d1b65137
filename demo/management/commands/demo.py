"""Everything in one command: real services, demo data, web server and worker, until Ctrl-C.

With --dev the programs start again when their code changes; --env prints the settings of a running demo for a shell.
"""

import json
import os
import secrets
import shlex
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

from config.env import Environment
from demo.development import Logs, Sources
from demo.programs import CHECKOUT, Program, Supervisor
from demo.services import Home, ServiceError, Services, running, start_in
from demo.services.children import evict_all
from demo.services.home import in_use, is_free

UNPROXIED = urllib.request.build_opener(urllib.request.ProxyHandler({}))
ENVIRONMENT = "environment.json"
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
        parser.add_argument("--dev", action="store_true", help="DEBUG, files unhashed, start again when code changes")
        parser.add_argument("--env", action="store_true", help='of the demo that runs there: eval "$(… demo --env)"')

    def handle(
        self, *_: object, port: int, data_dir: Path, fresh: bool, dev: bool = False, env: bool = False, **__: object
    ) -> None:
        if env:
            self.stdout.write(_exports(data_dir))
            return
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # a shell that starts it with `&` ignores SIGINT
            signal.signal(number, signal.default_int_handler)
        try:
            with Home(data_dir) as home:
                _clear(home, port, fresh=fresh)
                _run(home, port, dev=dev)
        except ServiceError as error:
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            say("Stopped. Everything is kept for the next start.")


def say(line: str) -> None:
    print(line, flush=True)


def _exports(data_dir: Path) -> str:
    """Return `export NAME=value` lines by which a shell and its children find the services of the running demo."""
    if not in_use(data_dir) or not (data_dir / ENVIRONMENT).exists():
        raise CommandError(
            f"No demo runs in {data_dir}: start one with `make demo` or `make dev`, or name its --data-dir."
        )
    known: dict[str, str] = json.loads((data_dir / ENVIRONMENT).read_text())
    return "\n".join(f"export {name}={shlex.quote(value)}" for name, value in known.items())


def _clear(home: Home, port: int, *, fresh: bool) -> None:
    evict_all(home.path)
    if fresh:
        home.wipe()
    _unpublish(home)
    if not is_free(port):
        raise ServiceError(f"Port {port} is used by another program: choose a free one with --port.")


def _run(home: Home, port: int, *, dev: bool) -> NoReturn:
    origins = [f"http://127.0.0.1:{port}", f"http://localhost:{port}"]
    with start_in(home, origins, os.environ, report=say) as services:
        environment = _environment(home, services, origins, dev=dev)
        seeded = _prepare(home, environment)
        programs = _programs(home, environment, origins, port, grace=1.0 if dev else 5.0)
        with running(programs, say):
            if not all(program.alive for program in programs):
                raise ServiceError(f"The worker stopped while starting:\n{programs[1].child.tail()}")
            _publish(home, seeded | {"base_url": environment["BASE_URL"], "mailbox": services.mailbox}, environment)
            supervisor = Supervisor([*services.parts, *programs], say)
            try:
                if dev:
                    _develop(programs, supervisor)
                while True:
                    time.sleep(0.5)
                    supervisor.restart_dead()
            finally:
                _unpublish(home)


def _develop(programs: list[Program], supervisor: Supervisor) -> NoReturn:
    say("\nCode and templates are watched; what the programs log follows.")
    sources, logs = Sources(), Logs(programs)
    while True:
        time.sleep(0.5)
        for line in logs.new_lines():
            say(line)
        if changed := sources.changed():
            say(f"{changed[0]} has changed" + (f", and {len(changed) - 1} more" if changed[1:] else ""))
            supervisor.restart(programs)
        supervisor.restart_dead()


def _environment(home: Home, services: Services, origins: list[str], *, dev: bool) -> dict[str, str]:
    """Return the application's environment: its services, and the few settings in which the demo differs from production."""
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
    mode = {"TE_DEMO": "1", "DEBUG": "true", "LOG_JSON": "false"} if dev else {"TE_DEMO": "1", "DEBUG": "false"}
    return defaults | os.environ | services.environment | mode


def _prepare(home: Home, environment: dict[str, str]) -> dict[str, Any]:
    seeds, log = home.path / "seed.json", home.path / "setup.log"
    with log.open("w") as errors:
        command = [*MANAGE, "prepare_demo", f"--out={seeds}"]
        done = subprocess.run(command, cwd=CHECKOUT, env=environment, stderr=errors, check=False)  # noqa: S603 -- ours
    if done.returncode:
        tail = "\n".join(log.read_text().splitlines()[-15:])
        raise ServiceError(f"The demo could not be prepared. The end of {log}:\n{tail}")
    return dict(json.loads(seeds.read_text()))


def _programs(home: Home, environment: dict[str, str], origins: list[str], port: int, *, grace: float) -> list[Program]:
    web = [*MANAGE, "serve", "--host", "127.0.0.1", "--port", str(port)]
    worker = [*MANAGE, "worker"]
    common: dict[str, Any] = {"folder": home.path, "environment": environment, "grace": grace}
    return [
        Program("Web", web, answers=lambda: all(map(_ready, origins)), **common),
        Program("Worker", worker, **common),
    ]


def _ready(origin: str) -> bool:
    try:
        with UNPROXIED.open(f"{origin}/readyz", timeout=5) as response:
            return all(state == "ok" for state in json.load(response).values())
    except (OSError, ValueError):
        return False


def _unpublish(home: Home) -> None:
    for name in ("demo.json", ENVIRONMENT):
        (home.path / name).unlink(missing_ok=True)


def _publish(home: Home, facts: dict[str, Any], environment: dict[str, str]) -> None:
    """Write `demo.json` atomically and last: a reader may rely on everything answering."""
    names = {name.upper() for name in Environment.model_fields} | {"no_proxy"}
    settings = {name: value for name, value in environment.items() if name.removesuffix("_FILE") in names}
    (home.path / ENVIRONMENT).touch(mode=0o600)  # it holds the keys
    (home.path / ENVIRONMENT).write_text(json.dumps(settings, indent=1))
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
