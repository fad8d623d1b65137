"""Our rooms on uvicorn: real interviews in PostgreSQL, tickets, hello. Broadcasts are `signal` frames."""

import asyncio
import itertools
import sys
import uuid
from collections.abc import Callable
from typing import Any

import orjson
from asgiref.sync import sync_to_async

from benchmarks.peers.base import OnPayload, Peer
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
        return people, [sessions.create(host, panel=people[1:]).pk for _ in range(rooms)]

    async def open(self, room: int, member: int, on_payload: OnPayload) -> Wire:
        from interviews.room import tickets

        session, actor = self.sessions[room], self.people[member].as_actor()
        ticket = await sync_to_async(tickets.issue)(session, actor, origin="")
        welcome: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        applied = 0

        def on_message(wire: Wire, frame: bytes) -> None:
            nonlocal applied
            if frame.startswith(b'{"type":"signal"'):
                on_payload(orjson.loads(frame)["payload"]["text"].encode())
                return
            content = orjson.loads(frame)
            if content["type"] == "ping":
                wire.send(b'{"type":"pong"}')
            elif content["type"] == "ack":
                self.acknowledged(content["id"].encode())
            elif content["type"] == "welcome":
                applied = content["position"]["all"]
                welcome.set_result(None)
            elif content.get("stream") == "all":
                if content["seq"] - applied >= 32:
                    applied = content["seq"]
                    wire.send(b'{"type":"position","all":%d}' % applied)

        path = f"/ws/video-sessions/{session}/"
        wire = await Wire.connect(self.port, path, on_message, protocols=f"te.v1, te.ticket.{ticket}")
        wire.send(orjson.dumps({"type": "hello", "tab": str(uuid.uuid4()), "position": None}))
        await wire.until(welcome)
        return wire

    def broadcast(self, wire: Wire, room: int, payload: bytes) -> None:
        wire.send(b'{"type":"signal","payload":{"text":%s}}' % orjson.dumps(payload.decode()))

    def send_command(self, wire: Wire, *, raised: bool) -> bytes:
        """Send a command, which is in the log before it is acknowledged. Returns the command's id."""
        command = str(uuid.uuid4())
        wire.send(orjson.dumps({"type": "hand.set", "id": command, "raised": raised}))
        return command.encode()
