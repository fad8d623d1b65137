"""The operator's view of a room: counters that move, lines that name the session and the person, no secrets."""

from collections.abc import Callable

import pytest
from django.db import connection
from prometheus_client import REGISTRY

from consumers.hub import RoomHub
from core import bus
from core.models import Member
from interviews.models import Participant, VideoSession
from interviews.room import events
from tests.consumers.visitor import Visitor, together
from tests.lines import captured

Visit = Callable[[Member | Participant], Visitor]


class Meter:
    """One sample and how far it has moved since."""

    def __init__(self, name: str, **labels: str) -> None:
        self.name, self.labels, self.before = name, labels, 0.0
        self.before = self.now

    @property
    def now(self) -> float:
        return REGISTRY.get_sample_value(self.name, self.labels) or 0.0

    @property
    def moved(self) -> float:
        return self.now - self.before


async def test_rooms_sockets_and_commands_are_counted(visit: Visit, alice: Member, bob: Member) -> None:
    done, again = (Meter("te_commands_total", type="mute.set", outcome=outcome) for outcome in ("done", "duplicate"))
    refused = Meter("te_commands_total", type="session.end", outcome="forbidden")
    told, answered = Meter("te_event_seconds_count"), Meter("te_command_seconds_count")
    a, b = await visit(alice).enter(), await visit(bob).enter()
    async with together(a, b):
        assert (Meter("te_rooms").now, Meter("te_sockets").now) == (1, 2)
        for _ in range(2):
            await b.asks("mute.set", id="11111111-1111-4111-8111-111111111111", muted=True)
        await b.asks("session.end")
        await a.hears(events.MuteChanged)
        assert (done.moved, again.moved, refused.moved, answered.moved) == (1, 1, 1, 3)
        assert told.moved >= 1


async def test_healing_is_counted_and_logged(
    visit: Visit, alice: Member, interview: VideoSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    healed, a = Meter("te_healed_events_total"), await visit(alice).enter()
    async with together(a):
        with captured() as lines:
            monkeypatch.setattr(bus, "publish", lambda topic, frame: None)
            await a.asks("mute.set", muted=True)
            await a.hears(events.MuteChanged)
        assert healed.moved >= 1
        assert {line["session"] for line in lines.said("room healed")} == {str(interview.pk)}


async def test_log_lines_name_a_socket_and_never_its_ticket(
    visit: Visit, alice: Member, interview: VideoSession
) -> None:
    closed = Meter("te_closed_sockets_total", code="4403"), Meter("te_closed_sockets_total", code="4401")
    with captured() as lines:
        a = visit(alice)
        ticket = await a.ticket()
        assert await a.open(ticket=ticket)
        await a.hello()
        spent = visit(alice)
        assert await spent.open(ticket=ticket)
        await spent.gone()
        await a.cut()
        await spent.cut()
    (seated,) = lines.said("socket connected")
    assert (seated["session"], seated["participant"]) == (str(interview.pk), a.welcome["you"]["participant"])
    assert seated["role"] == "host"
    assert any(line.get("participant") == seated["participant"] for line in lines.said("socket closed"))
    assert [meter.moved for meter in closed] == [0, 1]
    assert ticket not in lines.text


async def test_a_thread_keeps_its_connection(visit: Visit, alice: Member) -> None:
    a = await visit(alice).enter()
    async with together(a):
        backends = {await RoomHub.here().read(_backend) for _ in range(20)}
        assert len(backends) <= RoomHub.here().reads.count


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])
