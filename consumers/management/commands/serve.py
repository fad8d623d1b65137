"""Serve HTTP and sockets, and leave politely on SIGTERM."""

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
    """A thread back from the database waits a switch interval for the loop, five times a command. And what was imported
    stays: looked through for garbage it would stop every room for a tenth of a second, again and again."""
    sys.setswitchinterval(0.001)
    gc.collect()
    gc.freeze()


def _end() -> NoReturn:
    """End without joining threads: one with a request whose loop has gone (WhiteNoise waits in it) never returns."""
    logging.shutdown()
    sys.stdout.flush()
    os._exit(0)
