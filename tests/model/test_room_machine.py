"""Frames are lost, repeated and overtaken, and processes killed, in any order: nobody misses an event, hears one twice or too much.

Two serving processes (the real hub and consumer) over the real PostgreSQL;
only the bus between them is a `Wire` that this machine mistreats.
"""

import asyncio
import os
import time
import uuid
from collections.abc import Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, TypeVar

import orjson
import pytest
import time_machine
from django.db import connection
from hypothesis import HealthCheck, Phase, settings, strategies
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from consumers import hub as hubs
from consumers.hub import RoomHub
from consumers.threads import Threads
from core import bus, notices
from core.errors import DomainError
from core.models import Member
from interviews.room import log, presence, snapshots, tickets
from interviews.room.events import STREAMS
from interviews.sessions import verbs as sessions
from tests import cast
from tests.cards import whole
from tests.model.tab import ORIGIN, Socket, Tab
from tests.model.wire import End, LostNotices, Wire

T = TypeVar("T")
STEPS_EACH = 50
STEPS = int(os.environ.get("TE_MODEL_STEPS", "5000"))
PEOPLE = ("alice", "bob", "carol", "dave")
MOST_TABS = 8
THREADS = 2
Wish = tuple[str, dict[str, Any]]
any_process = strategies.integers(0, 1)
any_tab = strategies.integers(0, 7)
any_person = strategies.sampled_from(PEOPLE)
truth = strategies.booleans()
WISHES = strategies.one_of(
    strategies.builds(lambda on: ("mute.set", {"muted": on}), truth),
    strategies.builds(lambda on: ("camera.set", {"camera_on": on}), truth),
    strategies.builds(lambda on: ("hand.set", {"raised": on}), truth),
    strategies.builds(lambda on: ("session.lock", {"locked": on}), truth),
    strategies.builds(lambda on: ("consent.set", {"granted": on}), truth),
    strategies.builds(lambda channel: ("chat.send", {"text": "…", "channel": channel}), strategies.sampled_from(["room", "staff"])),
    strategies.builds(lambda who: ("mute.set", {"muted": True, "participant": who}), any_person),
    strategies.builds(lambda verb, who: (f"participant.{verb}", {"participant": who}), strategies.sampled_from(["admit", "deny", "remove"]), any_person),
    strategies.sampled_from(
        [
            ("chat.send", {"text": "…"}),
            ("note.add", {"text": "…"}),
            ("tags.set", {"tags": ["senior"]}),
            ("tags.set", {"tags": []}),
            ("score.set", {"scores": {"technical": 3}}),
            ("score.submit", whole(technical=4)),
            ("score.submit", {"scores": {"technical": 4}}),
            ("question.start", {"question": "Q1"}),
            ("question.finish", {"question": "Q1"}),
            ("recording.start", {}),
            ("recording.stop", {}),
            ("session.leave", {}),
        ]
    ),
)  # fmt: skip

SOME_WISHES = strategies.lists(WISHES, min_size=1, max_size=4)


class RoomMachine(RuleBasedStateMachine):
    """One interview: alice hosts, bob sits on the panel, carol is the candidate, dave a guest. Two processes serve it."""

    staff: ClassVar[list[Member]]
    wire: ClassVar[Wire]
    threads: ClassVar[Threads]

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        RoomMachine.wire = Wire()
        self.processes: list[RoomHub] = []
        self.tabs: list[Tab] = []
        self.ack_lost = False
        self.clock: time_machine.travel | None = None
        alice, bob = self.staff
        self.session = sessions.create(alice.as_actor(), panel=[bob])
        guests = [
            self.session.participants.create(
                tenant=self.session.tenant, email=f"{name}@home.example", first_name=name, role=role, by_link=True
            )
            for name, role in (("carol", "candidate"), ("dave", "guest"))
        ]
        self.actors = {"alice": alice.as_actor(), "bob": bob.as_actor()} | {
            g.first_name: cast.as_guest(g) for g in guests
        }
        self.ids = {person.first_name.lower(): str(person.pk) for person in self.session.participants.all()}

    @initialize()
    def two_processes_start(self) -> None:
        self.processes += [self.run(self._started()) for _ in range(2)]

    # -- the world around the code -----------------------------------------------------------------------------------
    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Let the loop turn until nothing is under way."""

        async def settled() -> T:
            result = await work
            await self._quiet()
            return result

        return self.loop.run_until_complete(settled())

    async def _started(self) -> RoomHub:
        hub = RoomHub()
        for task in hub.clock._tasks:  # time passes when the machine says so
            task.cancel()
        hub.verbs = hub.reads = hub.lease = self.threads  # new ones would cost more than the rest
        bus.serve(self.wire)  # type: ignore[arg-type]  # stands where the serving process's bus stands
        return hub

    async def _quiet(self) -> None:
        deadline = time.monotonic() + 10
        calm = 0
        while calm < 3:
            rooms = (
                [room for hub in self.processes for room in hub.rooms.values()] if hasattr(self, "processes") else []
            )
            busy = [task for room in rooms for task in (room.loading, room.healing) if task and not task.done()]
            sockets = [tab.socket for tab in self.tabs if tab.socket and tab.socket.is_busy()]
            calm = 0 if busy or sockets else calm + 1
            assert time.monotonic() < deadline, "it never comes to rest"
            await asyncio.sleep(0.001 if busy or sockets else 0)

    def _open(self, tab: Tab, process: int) -> None:
        self._cut(tab)
        try:
            ticket = tickets.issue(tab.session_id, tab.actor, origin=ORIGIN)
        except DomainError:
            return  # removed, for one

        async def connect() -> None:
            hubs._hub = self.processes[process]
            tab.seated = False
            tab.socket = Socket(tab, ticket, lambda frame: self._heard(tab, frame))
            tab.socket.say(type="hello", tab=tab.id, epoch=tab.epoch, position=tab.position)
            for command_id in tab.unanswered:
                tab.socket.say(**tab.asked[command_id])

        self.run(connect())
        self._forget_closed()

    def _heard(self, tab: Tab, frame: dict[str, Any]) -> None:
        if frame["type"] == "ping" and tab.socket is not None:
            tab.socket.say(type="pong")
        if not (frame["type"] == "ack" and self.ack_lost):
            tab.hears(frame)

    def _forget_closed(self) -> None:
        for tab in self.tabs:
            if tab.socket is not None and tab.socket.task.done():
                tab.socket.task.result()  # a consumer never fails
                tab.socket = None

    def _connected(self) -> list[Tab]:
        return [tab for tab in self.tabs if tab.socket is not None and tab.seated]

    def _cut(self, tab: Tab) -> None:
        socket, tab.socket = tab.socket, None
        if socket is not None:

            async def cut() -> None:
                socket.inbox.put_nowait({"type": "websocket.disconnect", "code": 1006})
                await socket.task

            self.run(cut())

    # -- what may happen -----------------------------------------------------------------------------------------------
    @rule(name=any_person, process=any_process)
    def somebody_opens_a_tab(self, name: str, process: int) -> None:
        if len(self.tabs) < MOST_TABS:
            tab = Tab(name, self.actors[name], self.session.pk, is_staff=name in ("alice", "bob"))
            self.tabs.append(tab)
            self._open(tab, process)

    @rule(which=any_tab, wishes=SOME_WISHES, ack_lost=truth, unpublished=truth)
    def commands_are_sent(self, *, which: int, wishes: list[Wish], ack_lost: bool, unpublished: bool) -> None:
        for name, fields in wishes:
            if not (tab := self._somebody(which)):
                return
            command_id = str(uuid.uuid4())
            given = {key: self.ids[value] if key == "participant" else value for key, value in fields.items()}
            given |= {"text": command_id} if "text" in fields else {}
            tab.asked[command_id] = {"type": name, "id": command_id, **given}
            self._say(tab, tab.asked[command_id], ack_lost=ack_lost, unpublished=unpublished)

    @rule(which=any_tab, wishes=SOME_WISHES)
    def commands_are_sent_in_peace(self, *, which: int, wishes: list[Wish]) -> None:
        self.commands_are_sent(which=which, wishes=wishes, ack_lost=False, unpublished=False)

    def _somebody(self, which: int) -> Tab | None:
        """One who is in the room, coming back or in for the purpose if nobody is."""
        if not self._connected() and self.tabs:
            self._open(self.tabs[which % len(self.tabs)], which % 2)
        if not self._connected() and len(self.tabs) < MOST_TABS:
            self.somebody_opens_a_tab(name="alice", process=which % 2)
        connected = self._connected()
        return connected[which % len(connected)] if connected else None

    @rule(which=any_tab, command=strategies.integers(0, 50), twice=truth)
    def a_command_is_sent_again(self, *, which: int, command: int, twice: bool) -> None:
        asked = [tab for tab in self._connected() if tab.asked]
        if not asked:
            return
        tab = asked[which % len(asked)]
        again = list(tab.asked.values())[command % len(tab.asked)]
        for _ in range(1 + twice):
            self._say(tab, again)

    def _say(self, tab: Tab, frame: dict[str, Any], *, ack_lost: bool = False, unpublished: bool = False) -> None:
        async def say() -> None:
            if tab.socket is not None:
                tab.socket.say(**frame)
                if tab.position:
                    tab.socket.say(type="position", **tab.position)

        self.ack_lost, self.wire.cut = ack_lost, unpublished
        self.run(say())
        self.ack_lost = self.wire.cut = False
        self._forget_closed()

    @rule(which=any_tab)
    def a_socket_drops(self, which: int) -> None:
        if connected := self._connected():
            self._cut(connected[which % len(connected)])

    @rule(which=any_tab, process=any_process)
    def a_tab_comes_back(self, which: int, process: int) -> None:
        if self.tabs:
            self._open(self.tabs[which % len(self.tabs)], process)

    @rule(process=any_process)
    def a_process_is_killed(self, process: int) -> None:
        dying = self.processes[process]
        gone = [tab for tab in self.tabs if tab.socket and tab.socket.consumer.hub is dying]

        async def kill() -> None:
            for tab in gone:
                if tab.socket is not None:
                    await tab.socket.vanish()
                tab.socket = None
            for room in dying.rooms.values():
                room.stop()
            await dying.bus.close()

        self.run(kill())
        self.processes[process] = self.run(self._started())

    @rule(which=strategies.integers(0, 30), end=any_process)
    def a_message_arrives(self, which: int, end: int) -> None:
        waiting = [end for end in self.wire.ends if end.pending]

        async def arrive() -> None:
            if waiting:
                waiting[end % len(waiting)].deliver(which)

        self.run(arrive())
        self._forget_closed()

    @rule()
    def all_messages_arrive(self) -> None:
        async def arrive() -> None:
            for end in self.wire.ends:
                while end.pending:
                    end.deliver(0)

        self.run(arrive())
        self._forget_closed()

    @rule()
    def redis_is_flushed(self) -> None:
        for end in self.wire.ends:
            end.pending.clear()

    @rule(process=any_process)
    def a_process_compares_heads(self, process: int) -> None:
        self.run(self.processes[process].clock.compare())
        self._forget_closed()

    @rule(process=any_process)
    def a_process_says_it_lives(self, process: int) -> None:
        self.run(self.processes[process].clock.renew())
        self._forget_closed()

    @rule(seconds=strategies.sampled_from([0.5, 1.5, 5.0]), silent=strategies.sampled_from([False, False, False, True]))
    def time_passes(self, *, seconds: float, silent: bool) -> None:
        """For leases: their rows are that much older; processes say that they live meanwhile, or cannot."""
        with connection.cursor() as cursor:
            cursor.execute("UPDATE interviews_hub SET seen_at = seen_at - %s * interval '1 second'", [seconds])
            cursor.execute(
                "UPDATE interviews_connection SET expires_at = expires_at - %s * interval '1 second'", [seconds]
            )
        for hub in self.processes * (not silent):
            self.run(hub.clock.renew())
        presence.sweep()
        self._forget_closed()

    @rule(hours=strategies.sampled_from([-1, 1]))
    def the_workers_clock_jumps(self, hours: int) -> None:
        self._set_clock_right()
        self.clock = time_machine.travel(datetime.now(UTC) + timedelta(hours=hours), tick=True)
        self.clock.start()

    def _set_clock_right(self) -> None:
        if self.clock is not None:
            self.clock.stop()
            self.clock = None

    # -- what must be so -------------------------------------------------------------------------------------------------
    @rule()
    def everybody_catches_up(self) -> None:
        """After one comparison with PostgreSQL nobody lacks anything, and what each has folded is the truth."""
        for hub in self.processes:
            self.run(hub.clock.compare())
        self._forget_closed()
        truth, heads = snapshots.build(self.session.pk), log.heads([self.session.pk])[self.session.pk]
        for hub in self.processes:
            assert [room.feed.state for room in hub.rooms.values()] == [truth] * len(hub.rooms)
        for tab in self._connected():
            assert tab.position == {s: heads.of(s) for s in STREAMS if s in (tab.position or {})}, tab.name
            assert tab.room is not None
            assert tab.room.all == truth.all
            assert not tab.is_staff or tab.room.staff == truth.staff

    def teardown(self) -> None:
        self._set_clock_right()
        if self.processes:
            self.everybody_catches_up()
            self._every_command_stands_once()
            for tab in self.tabs:
                self._cut(tab)
        self.loop.run_until_complete(_cancelled())
        self.loop.close()

    def _every_command_stands_once(self) -> None:
        stored = {
            stream: [orjson.loads(text) for _, text in log.read(self.session.pk, stream, limit=100_000)]
            for stream in STREAMS
        }
        texts = [event["text"] for told in stored.values() for event in told if "text" in event]
        assert len(texts) == len(set(texts)), "a command was done twice"
        for tab in self.tabs:
            for (stream, seq), event_id in tab.heard.items():
                assert stored[stream][seq - 1]["id"] == event_id, "somebody heard what is not in the log"  # type: ignore[index]  # one of two
            for command_id, told in tab.answers.items():
                wanted = tab.asked.get(command_id, {}).get("text")
                found = [stored[place["stream"]][place["seq"] - 1] for place in told]
                assert wanted is None or [event["text"] for event in found] == [wanted], "acknowledged, and absent"


async def _cancelled() -> None:
    """Nothing of this machine's loop outlives it."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


@pytest.fixture
def _hostile_bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every hub is born with an end of the present machine's wire."""
    monkeypatch.setattr(bus, "Bus", lambda: End(RoomMachine.wire))
    monkeypatch.setattr(hubs, "NoticeListener", LostNotices)
    RoomMachine.threads = Threads("room", THREADS)
    yield
    RoomMachine.threads.close()
    bus.serve(None)
    notices.serve(None)
    hubs._hub = None


@pytest.mark.timeout(900 if STEPS <= 5000 else 7200)
@pytest.mark.usefixtures("transactional_db", "_hostile_bus")
def test_a_room_keeps_its_invariants_under_any_order_of_faults(alice: Member, bob: Member) -> None:
    RoomMachine.staff = [alice, bob]
    run_state_machine_as_test(
        RoomMachine,
        settings=settings(
            max_examples=STEPS // STEPS_EACH,
            stateful_step_count=STEPS_EACH,
            deadline=None,
            database=None,
            derandomize=STEPS <= 5000,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )
