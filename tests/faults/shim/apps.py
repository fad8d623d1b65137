"""Armed by files in the process's own fault folder, and by signals; never part of the product."""

import asyncio
import faulthandler
import functools
import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine
from django.apps import AppConfig


class ShimConfig(AppConfig):
    name = "tests.faults.shim"
    label = "fault_shim"

    def ready(self) -> None:
        from consumers.room import RoomConsumer
        from interviews.room import log

        RoomConsumer.__call__ = _fails(RoomConsumer.__call__)  # type: ignore[method-assign]  # the point of a shim
        log.write = _dies(log.write, "before-commit", after=True)
        log.publish = _dies(log.publish, "before-publish", after=False)
        faulthandler.register(signal.SIGQUIT, all_threads=True)
        signal.signal(signal.SIGHUP, lambda *_: _fail())
        signal.signal(signal.SIGUSR1, lambda *_: _jump(hours=1))
        signal.signal(signal.SIGUSR2, lambda *_: _jump(hours=-1))


def _dies(function: Callable[..., Any], point: str, *, after: bool) -> Callable[..., Any]:
    """Kill this process beside the call, without any clean-up, if the point is armed."""
    armed = Path(os.environ["TE_FAULTS"]) / point

    @functools.wraps(function)
    def dangerous(*args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs) if after else None
        if armed.exists() and kwargs.get("command", True):  # of what is written, only what somebody asked for
            armed.unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        return result if after else function(*args, **kwargs)

    return dangerous


_waiting: set[asyncio.Future[Any]] = set()


def _fails(consume: Callable[..., Any]) -> Callable[..., Any]:
    """On SIGHUP every consumer of the process fails while it waits for what comes next."""

    @functools.wraps(consume)
    async def dangerous(self: Any, scope: Any, receive: Callable[[], Any], send: Any) -> None:
        async def heard() -> Any:
            message = asyncio.ensure_future(receive())
            _waiting.add(message)
            await asyncio.wait([message])
            _waiting.discard(message)
            if message.cancelled():
                raise RuntimeError("SIGHUP has come")
            return message.result()

        await consume(self, scope, heard, send)

    return dangerous


def _fail() -> None:
    for message in list(_waiting):
        message.get_loop().call_soon_threadsafe(message.cancel)


def _jump(*, hours: int) -> None:
    """The wall clock of this process jumps, and goes on from there; the monotonic one does not."""
    time_machine.travel(datetime.now(UTC) + timedelta(hours=hours), tick=True).start()
