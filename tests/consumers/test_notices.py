"""A withdrawn access or a log-out reaches every process over the channel layer; without Redis the beat finds it."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Self

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.signals import user_logged_out
from pytest_django import Settings

from consumers.clock import Clock
from consumers.hub import RoomHub
from core import metrics, notices
from core.models import Member
from core.notices import Notice, NoticeListener
from interviews.models import Participant
from tests.consumers.visitor import Visitor, together

Visit = Callable[[Member | Participant], Visitor]


def log_out(member: Member) -> None:
    user_logged_out.send(Member, request=None, user=member)


def close_account(member: Member) -> None:
    member.is_active = False
    member.save()


class OtherProcess:
    """A thread with a loop and a listener of its own, as another serving process has."""

    def __init__(self) -> None:
        self.received: list[Notice] = []
        self.joined, self._end = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))

    async def _run(self) -> None:
        listener = NoticeListener(self.received.append)
        await asyncio.wait_for(listener.joined.wait(), 5)
        self.joined.set()
        await asyncio.to_thread(self._end.wait)
        await listener.close()

    def __enter__(self) -> Self:
        self._thread.start()
        assert self.joined.wait(5)
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()


@pytest.fixture
def _no_beat(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but a notice can close a connection."""

    async def renew(_: Clock) -> None: ...

    monkeypatch.setattr(Clock, "renew", renew)


@pytest.fixture
def _dead_layer(settings: Settings) -> None:
    """Nothing listens where the layer looks for Redis."""
    layer = settings.CHANNEL_LAYERS["default"]
    (host,) = layer["CONFIG"]["hosts"]
    config = layer["CONFIG"] | {"hosts": [host | {"address": "redis://127.0.0.1:1"}]}
    settings.CHANNEL_LAYERS = {"default": layer | {"CONFIG": config}}


@pytest.mark.usefixtures("_no_beat")
@pytest.mark.parametrize(("withdraw", "code"), [(close_account, 4403), (log_out, 4401)])
async def test_a_notice_of_another_process_closes_the_connection(
    visit: Visit, bob: Member, withdraw: Callable[[Member], None], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    b = await visit(bob).enter()
    async with together(b):
        await asyncio.wait_for(RoomHub.here().notices.joined.wait(), 5)
        with monkeypatch.context() as patch:
            patch.setattr(notices, "_serving", None)  # the withdrawal happens where no hub is
            await sync_to_async(withdraw)(bob)
        assert (await b.gone())["code"] == code


async def test_a_hub_sends_its_notices_to_other_processes(visit: Visit, bob: Member) -> None:
    with OtherProcess() as other:
        b = await visit(bob).enter()
        async with together(b):
            await sync_to_async(log_out)(bob)
            assert (await b.gone())["code"] == 4401
            async with asyncio.timeout(5):
                while not other.received:
                    await asyncio.sleep(0.01)
    assert other.received == [{"type": "member.logged_out", "subject": bob.as_actor().pk}]


@pytest.mark.usefixtures("_dead_layer")
async def test_without_redis_the_beat_closes_the_connection(
    visit: Visit, bob: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    b = await visit(bob).enter()
    async with together(b):
        assert (await b.asks("hand.set", raised=True))["type"] == "ack", "the failing layer disturbs no connection"
        with monkeypatch.context() as patch:
            patch.setattr(notices, "_serving", None)
            await sync_to_async(close_account)(bob)
        assert (await b.gone())["code"] == 4403


@pytest.mark.usefixtures("_dead_layer")
def test_without_redis_a_notice_is_counted_and_neither_raises_nor_waits() -> None:
    before, start = metrics.UNSENT_NOTICES._value.get(), time.monotonic()
    notices.send({"type": "access.revoked", "subject": "nobody"})
    assert time.monotonic() - start < 1
    assert metrics.UNSENT_NOTICES._value.get() == before + 1


async def test_a_notice_that_cannot_be_handled_does_not_end_the_listener() -> None:
    received: list[Notice] = []

    def on_notice(notice: Notice) -> None:
        received.append(notice)
        raise ValueError

    listener = NoticeListener(on_notice)
    try:
        await asyncio.wait_for(listener.joined.wait(), 5)
        for subject in ("one", "two"):
            await sync_to_async(notices.send)({"type": "access.revoked", "subject": subject})
        async with asyncio.timeout(5):
            while len(received) < 2:
                await asyncio.sleep(0.01)
    finally:
        await listener.close()


async def test_a_listener_that_is_closed_while_it_joins_ends(db: None) -> None:
    """The layer swallows a cancellation that comes while it subscribes; a hub that waited for it would never close."""
    for turns in range(12):
        listener = NoticeListener(lambda _: None)
        for _ in range(turns):
            await asyncio.sleep(0)
        await asyncio.wait_for(listener.close(), 5)
