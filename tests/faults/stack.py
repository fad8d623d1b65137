"""Everything a room stands on, as real processes that can be killed: PostgreSQL, Valkey, and any number of servers."""

import os
import shutil
import signal
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

import redis

from demo.services import Home, Postgres, Redis
from demo.services.children import Child
from demo.services.home import turn
from tests.static import collect_static

REDIS_PREFIX = "faults"
ROOT = Path(__file__).resolve().parents[2]


def kill(child: Child) -> None:
    """No farewell: SIGKILL, and wait until it is gone."""
    with suppress(ProcessLookupError):
        os.kill(child.pid, signal.SIGKILL)
    await_death(child, within=10)


def await_death(child: Child, *, within: float) -> None:
    deadline = time.monotonic() + within
    while child.alive:
        assert time.monotonic() < deadline, f"{child.name} still lives"
        time.sleep(0.01)


class Door(Protocol):
    """Where people come in: a server, or a network in front of one."""

    port: int


class Server:
    """One `manage.py serve`."""

    def __init__(self, name: str, program: str, port: int, folder: Path, environment: dict[str, str]) -> None:
        self.program, self.port = program, port
        self.url = f"http://127.0.0.1:{port}"
        self._faults = folder / f"{name}-faults"
        self._faults.mkdir(exist_ok=True)
        self.child = Child(
            name,
            [sys.executable, "manage.py", "serve", "--server", program, "--port", str(port)],
            folder=folder,
            cwd=ROOT,
            environment=environment | {"TE_FAULTS": str(self._faults)},
            grace=20,
        )

    def start(self) -> None:
        self.child.start()

    def await_ready(self) -> None:
        self.child.wait_until(lambda: self.status("/readyz") == 200, seconds=60)

    def status(self, path: str) -> int:
        """Of a GET; 0 when nobody listens."""
        try:
            with urllib.request.urlopen(f"{self.url}{path}", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except OSError:
            return 0

    def kill(self) -> None:
        kill(self.child)

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.child.pid, number)

    def arm(self, point: str) -> None:
        """Make the process kill itself at this point of its next command."""
        (self._faults / point).touch()

    @property
    def resident(self) -> int:
        """Bytes of memory."""
        pages = int(Path(f"/proc/{self.child.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


class Stack:
    """Services in a folder of their own, and the servers on them. Everything is stopped with its context."""

    def __init__(self, home: Home, *, scale: float) -> None:
        self.home, self.scale = home, scale
        self.postgres, self.redis = Postgres(home), Redis(home)
        self.servers: list[Server] = []
        self.environment: dict[str, str] = {}

    def start(self) -> None:
        static = self.home.path / "static"
        collect_static(static)
        self.environment = self.postgres.start() | self.redis.start() | {"STATIC_ROOT": str(static)}

    def stop(self) -> None:
        for server in self.servers:
            server.child.stop()
        self.postgres.stop()
        self.redis.stop()

    def mend(self) -> None:
        """Start again whatever was killed, and let go on whatever was stopped."""
        for part in (self.postgres, self.redis):
            if part.alive:
                os.kill(part.child.pid, signal.SIGCONT)
            else:
                part.start()
        for server in self.servers:
            if server.child.alive:
                server.signal(signal.SIGCONT)

    def tell_redis(self, command: str) -> None:
        with redis.Redis.from_url(self.redis_url, socket_timeout=5) as connection:
            connection.execute_command(command)

    def ensure(self, *programs: str) -> list[Server]:
        """Living servers of these kinds: those at hand, those that died started anew, those that lack made."""
        spare = list(self.servers)
        chosen = []
        with turn():
            for program in programs:
                server = next((known for known in spare if known.program == program), None)
                server = server or self._made(program)
                spare = [known for known in spare if known is not server]
                if not server.child.alive:
                    server.start()
                chosen.append(server)
            for server in chosen:
                server.await_ready()
        return chosen

    def _made(self, program: str) -> Server:
        name = f"server{len(self.servers)}"
        server = Server(name, program, self.home.port(name), self.home.path, self._environment())
        self.servers.append(server)
        return server

    @contextmanager
    def apart(self, name: str, program: str, environment: dict[str, str]) -> Iterator[Server]:
        """One more server on the same services, which differs from the others in these settings."""
        server = Server(name, program, self.home.port(name), self.home.path, self._environment() | environment)
        with turn():
            server.start()
            server.await_ready()
        try:
            yield server
        finally:
            server.child.stop()

    @property
    def database(self) -> str:
        return self.environment["DATABASE_URL"]

    @property
    def redis_url(self) -> str:
        return self.environment["REDIS_URL"]

    def _environment(self) -> dict[str, str]:
        return (
            dict(os.environ)
            | self.environment
            | {
                "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
                "TE_TESTING": "1",
                "ROOM_TIME_SCALE": str(self.scale),
                "THROTTLE_SCALE": "100000",
                "JWT_ACCESS_MINUTES": "600",
                "ALLOWED_HOSTS": '["127.0.0.1"]',
                "REDIS_PREFIX": REDIS_PREFIX,
                "S3_ENDPOINT_URL": "http://127.0.0.1:9",  # the store is down all the time, and no room minds
                "PYTHONUNBUFFERED": "1",
                "no_proxy": "127.0.0.1",
            }
        )


@contextmanager
def standing(*, scale: float) -> Iterator[Stack]:
    folder = Path(tempfile.mkdtemp(prefix="te-faults-"))
    with Home(folder) as home:
        stack = Stack(home, scale=scale)
        try:
            with turn():
                stack.start()
            yield stack
        finally:
            stack.stop()
            shutil.rmtree(folder, ignore_errors=True)
