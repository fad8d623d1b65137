"""The size limit of request bodies, enforced before a body is held: by its declared length, else while it arrives.

The refusal is sent at once. What still arrives is discarded for a while: a client that sends everything before it reads
would otherwise see a reset connection and no response.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings

from core import handlers
from core.errors import MAX_BODY, TooLarge

log = logging.getLogger(__name__)
SWALLOWED = 16 * MAX_BODY  # bytes discarded after a refusal, then the connection is closed
LINGER = 5.0  # seconds after a refusal, then it is closed, too

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]


class Body:
    """The body of one ASGI request. A body over the limit reads as a disconnect: then call `refuse`."""

    def __init__(self, scope: Mapping[str, Any], receive: Receive) -> None:
        self._scope, self._receive = scope, receive
        self._declared = max((int(value) for name, value in scope["headers"] if name == b"content-length"), default=0)
        self._taken = 0
        self._goes_on = True

    @property
    def is_too_large(self) -> bool:
        return max(self._declared, self._taken) > MAX_BODY

    async def receive(self) -> Message:
        message = {} if self.is_too_large else await self._next()
        return {"type": "http.disconnect"} if self.is_too_large else message

    async def read(self) -> IO[bytes] | None:
        """Return the whole body, on disk when over FILE_UPLOAD_MAX_MEMORY_SIZE; None after a disconnect or when too large."""
        content = SpooledTemporaryFile(max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE)  # noqa: SIM115 -- the request's thread reads it
        goes_on = True
        while goes_on:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                content.close()
                return None
            content.write(message.get("body", b""))
            goes_on = message.get("more_body", False)
        return content

    async def refuse(self, send: Send) -> None:
        headers, text = refusal(self._scope["method"], self._scope["path"])
        await send({"type": "http.response.start", "status": TooLarge.status, "headers": headers})
        await send({"type": "http.response.body", "body": text, "more_body": True})
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LINGER):
                await self._swallow()
        await send({"type": "http.response.body"})

    async def _swallow(self) -> None:
        while self._goes_on and self._taken < MAX_BODY + SWALLOWED:
            await self._next()

    async def _next(self) -> Message:
        message = await self._receive()
        self._taken += len(message.get("body", b""))
        self._goes_on = message.get("more_body", False)
        return message


def refusal(method: str, path: str) -> tuple[Headers, bytes]:
    """Headers and body of the 413 for this path; logs the request as RequestId does."""
    log.info("request", extra={"method": method, "path": path, "status": TooLarge.status})
    response = handlers.too_large(path)
    headers = dict(response.items()) | {"Content-Length": str(len(response.content)), "Connection": "close"}
    return [(name.encode(), str(value).encode()) for name, value in headers.items()], response.content
