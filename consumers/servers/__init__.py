"""The two ASGI servers we run on, each with what rooms need from it: exact close codes, bounded buffers, a drain.

One module each, with `run(application, host=…, port=…)`. Importing daphne installs Twisted's reactor: import it to serve only.
"""

import contextlib
import socket

from consumers.hub import RoomHub
from core import asgi, health

NAMES = ("daphne", "uvicorn")
BACKLOG = 2048  # daphne's own 50 makes a burst of joins wait a second for a SYN retry
LARGEST = 128 * 1024  # bytes of a message: above it the server closes, below it the rooms answer an error
SEND_BUFFER = 256 * 1024
USER_TIMEOUT_MS = 30_000
LAST_ANSWERS = 2  # seconds for unfinished requests after the rooms are empty; 15 in all


def bound(connection: socket.socket) -> None:
    """Limit the kernel's buffers and time-outs: by default it holds 10 MB for a client that stopped reading, and a dead peer
    for minutes."""
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


async def drain() -> None:
    """Become unready, so that the proxy sends nothing new; ask the rooms' clients to reconnect elsewhere; answer the
    requests that have begun."""
    health.drain()
    hub = RoomHub.present()
    if hub is not None:
        await hub.drain()
    await asgi.finish(LAST_ANSWERS)
