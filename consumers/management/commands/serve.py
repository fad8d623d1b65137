"""Serve HTTP and sockets, and drain on SIGTERM."""

import gc
import logging
import os
import sys
from importlib import import_module
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.module_loading import import_string

from consumers.servers import NAMES


class Command(BaseCommand):
    help = "Serve HTTP and sockets. SIGTERM drains: unready first, then every room is asked to come back elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8002)
        parser.add_argument("--server", choices=NAMES, default="daphne")

    def handle(self, *, host: str, port: int, server: str, **_: Any) -> None:
        application = import_string(settings.ASGI_APPLICATION)
        import_module(settings.ROOT_URLCONF)
        _tune()
        self.stdout.write(f"Serving on http://{host}:{port} with {server}")
        import_module(f"consumers.servers.{server}").run(application, host=host, port=port)
        _end()


def _tune() -> None:
    """Shorten the switch interval: a thread that returns from the database waits for it five times a command. Exclude the
    imported modules from garbage collection: each full one would stop every room for a tenth of a second."""
    sys.setswitchinterval(0.001)
    gc.collect()
    gc.freeze()


def _end() -> NoReturn:
    """Exit without joining threads: a thread whose request waits for the closed loop (WhiteNoise) never returns."""
    logging.shutdown()
    sys.stdout.flush()
    os._exit(0)
