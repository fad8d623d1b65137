"""The two peers for comparison: Socket.IO, and Channels as in its tutorial."""

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path

import orjson

from benchmarks.peers.base import OnPayload, Peer
from benchmarks.wire import Wire

HERE = Path(__file__).resolve().parent


class SocketIO(Peer):
    """Socket.IO 4 + redis-adapter on Node. Engine.IO 4 over a plain WebSocket: 0 open, 2 ping, 3 pong, 4x message."""

    name = "Socket.IO + redis-adapter"

    @staticmethod
    def install() -> None:
        if not (HERE / "socketio" / "node_modules" / "socket.io").exists():
            npm = shutil.which("npm")
            assert npm, "Node.js is needed to measure Socket.IO"
            subprocess.run([npm, "install", "--no-audit", "--no-fund", "--silent"], cwd=HERE / "socketio", check=True)

    def command(self) -> list[str]:
        return ["node", str(HERE / "socketio" / "server.js"), str(self.port), self.environment["REDIS_URL"]]

    async def open(self, room: int, member: int, on_payload: OnPayload) -> Wire:
        joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def on_message(wire: Wire, frame: bytes) -> None:
            if frame.startswith(b"42"):
                on_payload(orjson.loads(frame[2:])[1].encode())
            elif frame == b"2":
                wire.send(b"3")
            elif frame.startswith(b"0"):
                wire.send(b"40")
            elif frame.startswith(b"40"):
                wire.send(b'420["join","room-%d"]' % room)
            elif frame.startswith(b"43") and not joined.done():
                joined.set_result(None)

        wire = await Wire.connect(self.port, "/socket.io/?EIO=4&transport=websocket", on_message)
        await wire.until(joined)
        return wire

    def broadcast(self, wire: Wire, room: int, payload: bytes) -> None:
        wire.send(b'42["send","room-%d",%s]' % (room, orjson.dumps(payload.decode())))


class Naive(Peer):
    """Channels with the core layer on uvicorn, and the tutorial's consumer."""

    name = "Channels, as everyone writes it"

    def command(self) -> list[str]:
        serve = [
            "-m",
            "uvicorn",
            "benchmarks.peers.naive:application",
            "--port",
            str(self.port),
            "--log-level",
            "error",
        ]
        return [sys.executable, *serve, "--lifespan", "off", "--backlog", "2048"]

    async def open(self, room: int, member: int, on_payload: OnPayload) -> Wire:
        welcome: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def on_message(_: Wire, frame: bytes) -> None:
            content = orjson.loads(frame)
            if content["type"] == "text":
                on_payload(content["payload"].encode())
            elif not welcome.done():
                welcome.set_result(None)

        wire = await Wire.connect(self.port, f"/room/room-{room}/", on_message)
        await wire.until(welcome)
        return wire

    def broadcast(self, wire: Wire, room: int, payload: bytes) -> None:
        wire.send(b'{"type":"text","payload":%s}' % orjson.dumps(payload.decode()))
