"""Bad servers for the doctor: each listens on a port of its own and breaks one promise, as long as its context lasts."""

import contextlib
import hashlib
import hmac
import re
import select
import socket
import socketserver
import struct
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@contextmanager
def silent() -> Iterator[int]:
    """Takes connections, as a stopped process does, and answers none."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@contextmanager
def _serving(server: Any) -> Iterator[int]:
    with server:
        server.daemon_threads = True
        thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.05), daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@contextmanager
def pooler(unix_socket: str) -> Iterator[int]:
    """Passes everything on to PostgreSQL but the start-up options, as PgBouncer with ignore_startup_parameters does."""

    class Passing(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            length, code = struct.unpack(">II", self._exactly(8))
            while code != 196608:  # asks for TLS or GSS first
                self.request.sendall(b"N")
                length, code = struct.unpack(">II", self._exactly(8))
            words = self._exactly(length - 8).rstrip(b"\0").split(b"\0")
            kept = {name: value for name, value in zip(words[::2], words[1::2], strict=True) if name != b"options"}
            body = b"".join(name + b"\0" + value + b"\0" for name, value in kept.items()) + b"\0"
            with socket.socket(socket.AF_UNIX) as database:
                database.connect(unix_socket)
                database.sendall(struct.pack(">II", len(body) + 8, 196608) + body)
                ends = {self.request: database, database: self.request}
                while True:
                    for end in select.select(list(ends), [], [])[0]:
                        if not (some := end.recv(65536)):
                            return
                        ends[end].sendall(some)

        def _exactly(self, size: int) -> bytes:
            return bytes(self.request.recv(size, socket.MSG_WAITALL))

    with _serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Passing)) as port:
        yield port


class CarelessStore(ThreadingHTTPServer):
    """An S3 that takes anything from anybody, over and over, and knows neither parts nor CORS."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), CarelessAnswers)
        self.objects: dict[str, bytes] = {}

    def listed(self, prefix: str) -> str:
        found = [(key, len(body)) for key, body in sorted(self.objects.items()) if key.startswith(prefix)]
        entries = "".join(f"<Contents><Key>{key}</Key><Size>{size}</Size></Contents>" for key, size in found)
        return f"<ListBucketResult><IsTruncated>false</IsTruncated>{entries}</ListBucketResult>"


class CarelessAnswers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: CarelessStore

    def _answer(self, body: bytes = b"") -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    @property
    def _key(self) -> str:
        return urlsplit(self.path).path.removeprefix("/talent-engine").removeprefix("/")

    def do_HEAD(self) -> None:
        self._answer()

    def do_OPTIONS(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self.server.objects[self._key] = self._body()
        self._answer()

    def do_POST(self) -> None:
        """DeleteObjects."""
        for key in re.findall(r"<Key>(.*?)</Key>", self._body().decode()):
            self.server.objects.pop(key, None)
        self._answer(b"<DeleteResult/>")

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        if "list-type" in asked:
            self._answer(self.server.listed(asked["prefix"][0]).encode())
        else:
            self._answer(self.server.objects.get(self._key, b""))

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@contextmanager
def careless_store() -> Iterator[tuple[int, dict[str, bytes]]]:
    """Its port, and what it holds."""
    store = CarelessStore()
    with _serving(store) as port:
        yield port, store.objects


@contextmanager
def indiscreet_mail_server() -> Iterator[int]:
    """Refuses every login, and quotes it."""

    class Indiscreet(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 mail.example\r\n")
            for line in self.rfile:
                words = line.decode().split()
                match words[0].upper():
                    case "EHLO":
                        self.wfile.write(b"250-mail.example\r\n250 AUTH PLAIN\r\n")
                    case "AUTH":
                        self.wfile.write(f"535 5.7.8 I do not know {words[-1]}\r\n".encode())
                    case "QUIT":
                        self.wfile.write(b"221 Bye\r\n")
                        return
                    case _:
                        self.wfile.write(b"502 No\r\n")

    with _serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Indiscreet)) as port:
        yield port


class Relay:
    """A TURN server's answers, by its secret; counts the relays that are not given back."""

    REALM, NONCE = b"talent-engine", b"0123456789abcdef"

    def __init__(self, secret: str, *, is_open: bool = False) -> None:
        self._secret, self._is_open = secret, is_open
        self.allocated = 0

    def answer(self, request: bytes) -> bytes:
        kind, _ = struct.unpack_from(">HH", request)
        found = dict(attributes_of(request))
        if kind == 0x0001:
            return self._message(0x0101, request)
        if 0x0008 not in found and not self._is_open:
            return self._refusal(kind, request, 401)
        if not self._is_open and not self._is_signed(request, found):
            return self._refusal(kind, request, 401)
        self.allocated += 1 if kind == 0x0003 else -1
        return self._message(kind | 0x0100, request)

    def _is_signed(self, request: bytes, found: dict[int, bytes]) -> bool:
        """Coturn's use-auth-secret: the password is a signature of the name; it signs all but the last 24 bytes."""
        password = b64encode(hmac.new(self._secret.encode(), found[0x0006], hashlib.sha1).digest())
        key = hashlib.md5(b":".join((found[0x0006], self.REALM, password)), usedforsecurity=False).digest()
        return hmac.compare_digest(hmac.new(key, request[:-24], hashlib.sha1).digest(), found[0x0008])

    def _refusal(self, kind: int, request: bytes, code: int) -> bytes:
        error = struct.pack(">HH", 9, 4) + bytes((0, 0, code // 100, code % 100))
        named = b"".join(
            struct.pack(">HH", name, len(value)) + value + b"\0" * (-len(value) % 4)
            for name, value in ((0x14, self.REALM), (0x15, self.NONCE))
        )
        return self._message(kind | 0x0110, request, error + named)

    @staticmethod
    def _message(kind: int, request: bytes, body: bytes = b"") -> bytes:
        return struct.pack(">HH", kind, len(body)) + request[4:20] + body


def attributes_of(message: bytes) -> Iterator[tuple[int, bytes]]:
    at = 20
    while at < len(message):
        name, size = struct.unpack_from(">HH", message, at)
        yield name, message[at + 4 : at + 4 + size]
        at += 4 + (size + 3) // 4 * 4


@contextmanager
def relay(secret: str, *, is_open: bool = False) -> Iterator[tuple[int, Relay]]:
    """On one port of UDP and TCP; over UDP it loses every conversation's first packet."""
    made = Relay(secret, is_open=is_open)
    lost: set[bytes] = set()

    class Datagram(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            request, reply_by = self.request
            if not lost:
                lost.add(request)
                return
            reply_by.sendto(made.answer(request), self.client_address)

    class Stream(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(ConnectionError):
                while header := self.rfile.read(20):
                    answer = made.answer(header + self.rfile.read(struct.unpack_from(">H", header, 2)[0]))
                    self.wfile.write(answer[:7])  # in two pieces, as TCP may
                    self.wfile.flush()
                    self.wfile.write(answer[7:])

    with (
        _serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Stream)) as port,
        _serving(socketserver.ThreadingUDPServer(("127.0.0.1", port), Datagram)),
    ):
        yield port, made
