"""Publishes frames: all of one turn of the loop leave in one write, and Redis' answers are read in a task beside."""

import asyncio
import contextlib
import logging

from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ResponseError

from core import metrics
from core.bus.connections import FAILURES, Connections, close

log = logging.getLogger(__name__)
_MAX_WAITING = 10_000
_ANSWER_WITHIN = 1.0  # seconds without an answer


class Publisher:
    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._outbox: list[tuple[str, str, bytes]] = []
        self._filled = asyncio.Event()
        self._unanswered = 0  # publishes sent and not answered yet

    def send(self, key: str, frame: bytes) -> None:
        if len(self._outbox) < _MAX_WAITING:  # while Redis is away the log keeps the events
            self._outbox.append(("PUBLISH", key, frame))
            self._filled.set()
        else:
            metrics.UNPUBLISHED.inc()

    async def run(self) -> None:
        while True:
            await self._filled.wait()
            connection: AbstractConnection | None = None
            try:
                connection = await self._connections.open()
                await self._send_batches(connection)
            except FAILURES as error:
                if connection is None:
                    self._unanswered, self._outbox = len(self._outbox), []
                    self._filled.clear()
                log.warning(
                    "publish failed, the log will heal it", extra={"frames": self._unanswered, "error": repr(error)}
                )
                metrics.UNPUBLISHED.inc(self._unanswered)
            finally:
                self._unanswered = 0
                await close(connection)

    async def _send_batches(self, connection: AbstractConnection) -> None:
        """Send the frames of each turn of the loop, without waiting for the answers to earlier ones."""
        answers = asyncio.create_task(self._answers(connection))
        try:
            while True:
                await self._filled.wait()
                if answers.done():
                    answers.result()
                self._filled.clear()
                batch, self._outbox = self._outbox, []
                self._unanswered += len(batch)
                async with asyncio.timeout(_ANSWER_WITHIN):
                    await connection.send_packed_command(connection.pack_commands(batch), check_health=False)
        finally:
            answers.cancel()
            await asyncio.gather(answers, return_exceptions=True)

    async def _answers(self, connection: AbstractConnection) -> None:
        """Count refusals. Raises ConnectionError after a second in which no answer came although some are missing."""
        while True:
            unanswered, answered = self._unanswered, 0
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_ANSWER_WITHIN):
                    while True:
                        await self._answer(connection)
                        answered += 1
            if unanswered and not answered:
                raise ConnectionError("no answer to PUBLISH")

    async def _answer(self, connection: AbstractConnection) -> None:
        try:
            await connection.read_response(disconnect_on_error=False)
        except ResponseError as error:
            log.warning("publish refused, the log will heal it", extra={"error": repr(error)})
            metrics.UNPUBLISHED.inc()
        self._unanswered -= 1
