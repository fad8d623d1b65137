"""People talk without a pause while servers, Redis and PostgreSQL are killed under them, as a recorded seed says."""

import asyncio
import random
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from typing import Any

from clients.python.talent_engine_room import Refused
from tests.faults.history import Findings, check_answers, check_hearing
from tests.faults.person import Person, gathered
from tests.faults.scene import Interview, ask, interview, told
from tests.faults.stack import Server, Stack, await_death, kill

PACE = 0.06  # seconds between the commands of one person; the limit is 20 a second
CALM = 30.0  # seconds for everything to come to rest afterwards


@dataclass
class Storm:
    """`run` answers what was found; `last_line` is what one quotes."""

    stack: Stack
    servers: list[Server]
    seed: int
    seconds: float
    kills_wanted: int
    rooms: int = 3
    people: int = 3
    kills: dict[str, int] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)
    longest: float = 0.0  # seconds that somebody waited for an answer

    async def run(self) -> Findings:
        self.chance = random.Random(self.seed)  # noqa: S311 -- repeatable on purpose
        interviews = [await ask(interview, self.people) for _ in range(self.rooms)]
        parties = [self._party(held) for held in interviews]
        self.said: list[tuple[Interview, str, dict[str, Any]]] = []
        async with AsyncExitStack() as stack:
            for party in parties:
                await stack.enter_async_context(gathered(*party))
            self.over = asyncio.Event()
            self.rest = asyncio.create_task(self._rest())
            talks = [self._talk(held, who) for held, party in zip(interviews, parties, strict=True) for who in party]
            nemesis = asyncio.create_task(self._nemesis())
            await asyncio.gather(*talks, nemesis)
            self.rest.cancel()
            for held, party in zip(interviews, parties, strict=True):
                await self._check(held, party)
        return self.findings

    @property
    def last_line(self) -> str:
        found = self.findings
        return (
            f"acked={len(self.said)} kills={sum(self.kills.values())} "
            f"lost={found.lost} duplicated={found.duplicated} reordered={found.reordered} gaps={found.gaps}"
        )

    def _party(self, held: Interview) -> list[Person]:
        """Everybody finds a living server by chance, as behind a load balancer."""

        def doors() -> list[Any]:
            return self.chance.sample(self.servers, len(self.servers))

        return [Person(seat, doors) for seat in (*held.seats, held.candidate)]

    # -- the people --------------------------------------------------------------------------------------------------
    async def _talk(self, held: Interview, who: Person) -> None:
        number = 0
        while not self.over.is_set():
            number += 1
            text = f"{who.seat.name} of {held.session_id} says {number}"
            command = "note.add" if who.seat is not held.candidate and number % 3 == 0 else "chat.send"
            began = asyncio.get_running_loop().time()
            answer = asyncio.create_task(who.room.command(command, text=text))
            await asyncio.wait({answer, self.rest}, return_when=asyncio.FIRST_COMPLETED)
            self.longest = max(self.longest, asyncio.get_running_loop().time() - began)
            if not answer.done():
                self.findings.note("lost", 1, f"{text} was never answered; {who.room.ending} {who.room.closings[-3:]}")
                answer.cancel()
            elif not isinstance(answer.exception(), Refused):  # who has lost their place for a moment is told so
                self.said.append((held, text, answer.result()))
            await asyncio.sleep(PACE)

    async def _rest(self) -> None:
        """Until the storm has passed and all had time to come back: who waits longer for an answer gets none."""
        await self.over.wait()
        await asyncio.sleep(CALM)

    async def _check(self, held: Interview, party: list[Person]) -> None:
        log = await ask(told, held.session_id)
        heads = {stream: len(frames) for stream, frames in log.items()}
        for who in party:
            streams = who.welcomes[0]["position"]
            with suppress(TimeoutError):  # then the check below says what is missing
                await who.until(lambda: who.inbox.position and _reaches(who, heads, streams), within=CALM)  # noqa: B023 -- awaited here
        log = await ask(told, held.session_id)
        check_answers(self.findings, [(text, answer) for of, text, answer in self.said if of is held], log)
        for who in party:
            upto = {stream: frames[: (who.inbox.position or {})[stream]] for stream, frames in log.items()}
            behind = [s for s in who.welcomes[0]["position"] if len(upto[s]) < heads[s]]
            where = f"{who.inbox.position} of {heads}, {who.room.ending}, {who.room.closings[-3:]}"
            self.findings.note("lost", len(behind), f"{who.seat.name} stayed behind: {where}")
            check_hearing(self.findings, who, upto)

    # -- what befalls them -------------------------------------------------------------------------------------------
    async def _nemesis(self) -> None:
        loop = asyncio.get_running_loop()
        began, pause = loop.time(), self.seconds / self.kills_wanted
        blows = 0
        while loop.time() - began < self.seconds or blows < self.kills_wanted:
            blows += await self._strike()
            await asyncio.sleep(max(0, began + blows * pause - loop.time()))
        self.over.set()
        await asyncio.to_thread(self.stack.mend)
        await asyncio.to_thread(self._restart_dead)

    async def _strike(self) -> int:
        victim = self.chance.choices(["server", "redis", "postgres"], [3, 4, 3])[0]
        if victim == "server" and not await self._strike_server():
            victim = "redis"
        if victim != "server":
            part = self.stack.redis if victim == "redis" else self.stack.postgres
            await asyncio.to_thread(kill, part.child)
            await asyncio.sleep(self.chance.uniform(0, 0.3))
            await asyncio.to_thread(part.start)
        self.kills[victim] = self.kills.get(victim, 0) + 1
        return 1

    async def _strike_server(self) -> bool:
        """At any moment, or at the two worst. One server always lives, ready or about to be."""
        living = [server for server in self.servers if server.child.alive and server.status("/livez") == 200]
        if len(living) < 2:
            await asyncio.to_thread(self._restart_dead)
            return False
        victim, moment = self.chance.choice(living), self.chance.choice(["now", "before-commit", "before-publish"])
        if moment == "now":
            await asyncio.to_thread(victim.kill)
        else:
            victim.arm(moment)
            try:
                await asyncio.to_thread(await_death, victim.child, within=2)
            except AssertionError:  # nobody asked it for anything
                await asyncio.to_thread(victim.kill)
        await asyncio.to_thread(victim.start)
        return True

    def _restart_dead(self) -> None:
        for server in self.servers:
            if not server.child.alive:
                server.start()


def _reaches(who: Person, heads: dict[Any, int], streams: dict[str, int]) -> bool:
    position = who.inbox.position or {}
    return all(position[stream] >= heads[stream] for stream in streams)
