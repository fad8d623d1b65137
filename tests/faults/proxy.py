"""A network that fails on demand: a TCP proxy that cuts, stalls, delays and trickles."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Self


class Network:
    """Everything that passes between one address and one service. Faults apply to open and new connections alike."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = 0
        self.delay = 0.0
        self.bytes_at_once = 65536
        self.swallows = False  # answers are read from the service and lost on their way
        self._flows = asyncio.Event()
        self._flows.set()
        self._writers: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self._flows.set()
        self.cut()
        await self._server.wait_closed()

    def cut(self) -> None:
        """Reset every connection, now."""
        for writer in list(self._writers):
            writer.transport.abort()

    def stall(self) -> None:
        """Nothing passes any more and nobody is told: the half-open connection of a laptop that was closed."""
        self._flows.clear()

    def heal(self) -> None:
        self.delay, self.bytes_at_once, self.swallows = 0.0, 65536, False
        self._flows.set()

    @asynccontextmanager
    async def stalled(self) -> AsyncIterator[None]:
        self.stall()
        try:
            yield
        finally:
            self.heal()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        onward: asyncio.StreamWriter | None = None
        try:
            back, onward = await asyncio.open_connection("127.0.0.1", self.target)
            self._writers.add(onward)
            there = asyncio.create_task(self._pump(reader, onward, answers=False))
            here = asyncio.create_task(self._pump(back, writer, answers=True))
            _, pending = await asyncio.wait([there, here], return_when=asyncio.FIRST_COMPLETED)
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)
        except OSError:
            pass
        finally:
            for end in (writer, onward):
                if end is not None:
                    self._writers.discard(end)
                    end.transport.abort() if not self._flows.is_set() else end.close()

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, answers: bool) -> None:
        with suppress(OSError):
            while chunk := await source.read(self.bytes_at_once):
                await self._flows.wait()
                if self.delay:
                    await asyncio.sleep(self.delay)
                if not (answers and self.swallows):
                    sink.write(chunk)
                    await sink.drain()
