"""The two ASGI servers we run on, each with what rooms need of it: honest close codes, bounded buffers, a drain.

One module each, with `run(application, host=…, port=…)`. Importing daphne installs Twisted's reactor: only who serves does.
"""

import contextlib
import socket

from consumers.hub import RoomHub
from core import asgi, health

NAMES = ("daphne", "uvicorn")
BACKLOG = 2048  # daphne's own 50 makes a burst of joins wait a second for a SYN retry
LARGEST = 128 * 1024  # bytes of a message: above it the server closes, below it the rooms say what is wrong
SEND_BUFFER = 256 * 1024
USER_TIMEOUT_MS = 30_000
LAST_ANSWERS = 2  # seconds for requests at work when the rooms are empty: 15 in all


def bound(connection: socket.socket) -> None:
    """Keep the kernel from hiding 10 MB behind a reader that has stopped, and from keeping a dead peer for minutes."""
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


async def drain() -> None:
    """Unready first, so that the proxy turns away; then ask the rooms' people to come back elsewhere, and answer the
    requests that are here."""
    health.drain()
    hub = RoomHub.present()
    if hub is not None:
        await hub.drain()
    await asgi.finish(LAST_ANSWERS)
