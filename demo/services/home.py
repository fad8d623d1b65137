"""The folder of one set of embedded services: marked as ours, locked by one process at a time, with its ports on file."""

import fcntl
import json
import os
import random
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Self

MARKER = ".talent-engine"
LOCK = "in-use"
PORT_RELEASE = 1.0  # seconds in which a killed service's ports become free
# Below the range from which systems take ports for outgoing connections, also with 10,000 added.
PORTS = range(20_000, 22_700)


class ServiceError(Exception):
    """A problem that a person must solve; its text is shown on the terminal."""


class Home:
    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().absolute()
        self._claim = ExitStack()

    def __enter__(self) -> Self:
        self._mark()
        held = self._claim.enter_context((self.path / LOCK).open("a+"))
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.seek(0)
            owner = held.read().strip()
            self._claim.close()
            text = f"{self.path} is in use by process {owner}: stop it, or choose another --data-dir."
            raise ServiceError(text) from None
        held.truncate(0)
        held.write(f"{os.getpid()}\n")
        held.flush()
        return self

    def __exit__(self, *_: object) -> None:
        self._claim.close()

    def _mark(self) -> None:
        # Refuse a folder with other files: `--fresh` would delete them.
        marker = self.path / MARKER
        if not marker.exists() and self.path.exists() and (not self.path.is_dir() or any(self.path.iterdir())):
            raise ServiceError(f"{self.path} holds something that is not ours: choose another --data-dir.")
        self.path.mkdir(parents=True, exist_ok=True)
        marker.write_text("Made by Talent Engine: `manage.py demo --fresh` may delete everything in this folder.\n")

    def wipe(self) -> None:
        for entry in self.path.iterdir():
            if entry.name in {MARKER, LOCK}:
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()

    def port(self, name: str, *, companion: int = 0) -> int:
        """Return the port this name had before, if still free, else a new one; `port + companion` is then free too."""
        remembered = self._ports()
        port = remembered.get(name)
        taken = {number for other, number in remembered.items() if other != name}
        leaves = time.monotonic() + PORT_RELEASE
        while port and not (is_free(port) and is_free(port + companion)) and time.monotonic() < leaves:
            time.sleep(0.02)  # a killed service gives its lock back before its sockets
        while port is None or port in taken or not (is_free(port) and is_free(port + companion)):
            port = random.choice(PORTS)  # noqa: S311 -- a port is no secret
        (self.path / "ports.json").write_text(json.dumps(remembered | {name: port}, indent=1))
        return port

    def _ports(self) -> dict[str, int]:
        with suppress(FileNotFoundError, ValueError):
            return dict(json.loads((self.path / "ports.json").read_text()))
        return {}


def in_use(path: Path) -> bool:
    """Return whether a process runs services in this folder now."""
    try:
        with (path / LOCK).open() as held:
            fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


@contextmanager
def turn() -> Iterator[None]:
    """Let one start at a time choose ports on this machine: a chosen port is busy only once its service listens."""
    with (Path(tempfile.gettempdir()) / f"talent-engine-{os.getuid()}.turn").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do: connections of the previous run that linger in TIME_WAIT do not make a port busy.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
