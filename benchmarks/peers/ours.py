"""Our rooms on uvicorn: real interviews in PostgreSQL, tickets, hello; telling goes by the signal lane."""

import asyncio
import itertools
import sys
import uuid
from collections.abc import Callable
from typing import Any

import orjson
from asgiref.sync import sync_to_async

from benchmarks.peers.base import Peer, Told
from benchmarks.wire import Wire

_companies = itertools.count()


class Ours(Peer):
    """`rooms` interviews, each with `members` people of one company on its panel."""

    name = "Talent Engine"

    def __init__(
        self, port: int, environment: dict[str, str], *, rooms: int, members: int, server: str = "uvicorn"
    ) -> None:
        super().__init__(port, environment)
        self.server = server
        self.people, self.sessions = self._company(rooms, members)
        self.acknowledged: Callable[[bytes], None] = lambda _: None

    def command(self) -> list[str]:
        return [sys.executable, "manage.py", "serve", "--port", str(self.port), "--server", self.server]

    @staticmethod
    def _company(rooms: int, members: int) -> tuple[list[Any], list[uuid.UUID]]:
        from core.models import Member, Tenant
        from interviews.sessions import verbs as sessions

        number = next(_companies)
        tenant = Tenant.objects.create(name=f"Load {number}", domain=f"load{number}.example", code_prefix=f"LD{number}")
        people = [
            Member.objects.create(
                tenant=tenant, email=f"m{n}@{tenant.domain}", external_id=str(n), first_name=f"M{n}", role="interviewer"
            )
            for n in range(members)
        ]
        host = people[0].as_actor()
        made = [sessions.create(host, panel=people[1:]).pk for _ in range(rooms)]
        return people, made

    async def open(self, room: int, member: int, told: Told) -> Wire:
        from interviews.room import tickets

        session, actor = self.sessions[room], self.people[member].as_actor()
        ticket = await sync_to_async(tickets.issue)(session, actor, origin="")
        welcome: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        applied = 0

        def hear(wire: Wire, frame: bytes) -> None:
            nonlocal applied
            if frame.startswith(b'{"type":"signal"'):
                told(orjson.loads(frame)["payload"]["said"].encode())
                return
            kind = (said := orjson.loads(frame))["type"]
            if kind == "ping":
                wire.say(b'{"type":"pong"}')
            elif kind == "ack":
                self.acknowledged(said["id"].encode())
            elif kind == "welcome":
                applied = said["position"]["all"]
                welcome.set_result(None)
            elif said.get("stream") == "all":
                if said["seq"] - applied >= 32:
                    applied = said["seq"]
                    wire.say(b'{"type":"position","all":%d}' % applied)

        path = f"/ws/video-sessions/{session}/"
        wire = await Wire.connect(self.port, path, hear, protocols=f"te.v1, te.ticket.{ticket}")
        wire.say(orjson.dumps({"type": "hello", "tab": str(uuid.uuid4()), "position": None}))
        await wire.until(welcome)
        return wire

    def tell(self, wire: Wire, room: int, payload: bytes) -> None:
        wire.say(b'{"type":"signal","payload":{"said":%s}}' % orjson.dumps(payload.decode()))

    def ask(self, wire: Wire, *, raised: bool) -> bytes:
        """Ask for a change that must be in the log before it is acknowledged; answers the command's id."""
        command = str(uuid.uuid4())
        wire.say(orjson.dumps({"type": "hand.set", "id": command, "raised": raised}))
        return command.encode()
