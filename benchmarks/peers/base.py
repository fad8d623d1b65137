"""The interface of a peer: start it, open a member's socket in a room, broadcast to the others."""

import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path

import psutil

from benchmarks.wire import Wire

ROOT = Path(__file__).resolve().parents[2]
SERVER_CORE, LOAD_CORE = 0, 1
OnPayload = Callable[[bytes], None]


class Peer(ABC):
    """One server under load. `on_payload` gets each payload that the member of `open` receives."""

    name: str

    def __init__(self, port: int, environment: dict[str, str]) -> None:
        self.port = port
        self.environment = os.environ | environment
        self.process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> list[str]: ...

    @abstractmethod
    async def open(self, room: int, member: int, on_payload: OnPayload) -> Wire: ...

    @abstractmethod
    def broadcast(self, wire: Wire, room: int, payload: bytes) -> None: ...

    def start(self) -> None:
        self.process = subprocess.Popen(
            ["taskset", "-c", str(SERVER_CORE), *self.command()],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._wait_for_port()

    def _wait_for_port(self) -> None:
        deadline = time.monotonic() + 30
        while not self._listens():
            if time.monotonic() > deadline or self.measured.status() == psutil.STATUS_ZOMBIE:
                raise RuntimeError(f"{self.name} did not start")
            time.sleep(0.05)

    def _listens(self) -> bool:
        sockets = self.measured.net_connections(kind="tcp")
        return any(known.laddr.port == self.port and known.status == psutil.CONN_LISTEN for known in sockets)

    @property
    def measured(self) -> psutil.Process:
        assert self.process is not None
        return psutil.Process(self.process.pid)

    def cpu(self) -> float:
        """Return the seconds of CPU time that the server has used, threads included."""
        used = self.measured.cpu_times()
        return float(used.user + used.system)

    def kib(self) -> float:
        return float(self.measured.memory_info().rss / 1024)

    def stop(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
