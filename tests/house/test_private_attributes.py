"""Every part of a library that the product touches beyond its documented API is named here, and must still exist.

An update that renames one of these would otherwise fail in production only, or silently lose what it was used for.
"""

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType

import pytest
from daphne import http_protocol
from daphne.ws_protocol import WebSocketProtocol
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from django.core.handlers.wsgi import WSGIHandler
from django.db.models import QuerySet
from drf_spectacular.openapi import AutoSchema
from procrastinate import App
from procrastinate.manager import JobManager
from procrastinate.worker import Worker
from redis.asyncio.connection import AbstractConnection
from rest_framework.request import Request
from rest_framework_simplejwt.backends import TokenBackend
from twisted.internet.asyncioreactor import AsyncioSelectorReactor
from twisted.web.http import HTTPChannel
from uvicorn import Server
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("config", "consumers", "core", "demo", "hiring", "interviews")
TOUCHED: dict[type, str] = {
    # Django, DRF and what stands on them
    QuerySet: "_hints _clone _fetch_all",  # core.models
    RedisCache: "_cache",  # core.throttles
    RedisCacheClient: "get_client",
    WSGIHandler: "__call__",  # core.asgi
    Request: "_request",  # core.tokens, core.throttles, hiring.openings.signatures
    AutoSchema: "_is_list_view _get_response_bodies",  # core.schema
    TokenBackend: "jwks_client",  # core.tokens
    # The worker's library: core.jobs
    Worker: "_handle_notification _fetch_and_process_jobs worker_id",
    App: "tasks periodic_registry",
    JobManager: "update_heartbeat",
    # The bus: core.bus
    AbstractConnection: "connect disconnect pack_command pack_commands send_packed_command read_response",
    # The servers: consumers.servers
    WebSocketsSansIOProtocol: (
        "queue handshake_initiated handshake_complete scope request response curr_msg_data_type close_sent frames loop"
        " writable transport connection_made handle_connect send send_receive_event_to_app"
    ),
    H11Protocol: "cycle transport connection_made data_received",
    RequestResponseCycle: "response_started more_body",
    Server: "handle_exit should_exit",
    AsyncioSelectorReactor: "_asyncioEventloop",
    HTTPChannel: "_path _command",
    http_protocol.WebRequest: "gotLength handleContentChunk requestReceived content requestHeaders channel",
    WebSocketProtocol: "onOpen handle_reply sendCloseFrame state STATE_CONNECTING",
}
DOCUMENTED = {"_meta", "_state", "_db", "_replace", "_exit"}  # of models, managers, named tuples and os


@pytest.mark.parametrize(
    ("owner", "name"), [(owner, name) for owner, names in TOUCHED.items() for name in names.split()]
)
def test_an_attribute_of_a_library_that_is_touched_exists(owner: type, name: str) -> None:
    """An attribute of instances is one that some class of the library assigns."""
    own = [base for base in owner.__mro__ if base is not object and base.__module__ != "builtins"]
    sources = "".join(inspect.getsource(base) for base in own)
    assert hasattr(owner, name) or re.search(rf"\bself\.{name}\b[^=\n]*=[^=]", sources)


def test_daphne_looks_its_request_class_up_where_it_is_replaced() -> None:
    assert re.search(r"\bWebRequest\b", inspect.getsource(http_protocol.HTTPFactory.buildProtocol))


def test_the_worker_passes_a_notification_by_these_names() -> None:
    assert list(inspect.signature(Worker._handle_notification).parameters) == ["self", "channel", "notification"]


def _sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from (path for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts)


def test_no_other_private_name_of_a_library_is_read() -> None:
    read, own = set(), set()
    for node in (node for path in _sources() for node in ast.walk(ast.parse(path.read_text()))):
        match node:
            case ast.Attribute(attr=name, ctx=ast.Store()) | ast.Name(id=name, ctx=ast.Store()):
                own.add(name)
            case ast.Attribute(attr=name) if name.startswith("_") and not name.startswith("__"):
                read.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                own.add(name)
    assert read - own - DOCUMENTED <= set(" ".join(TOUCHED.values()).split())


def _overridden() -> Iterator[tuple[type, str]]:
    for path in _sources():
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for kind in (kind for kind in vars(module).values() if getattr(kind, "__module__", "") == module.__name__):
            if not inspect.isclass(kind):
                continue
            private = [
                name
                for name, value in vars(kind).items()
                if isinstance(value, FunctionType) and name[0] == "_" != name[-1]
            ]
            for base in (base for base in kind.__mro__[1:] if base.__module__.split(".")[0] not in PACKAGES):
                yield from ((base, name) for name in private if name[:2] != "__" and name in vars(base))


def test_no_other_private_method_of_a_library_is_overridden() -> None:
    found = set(_overridden())
    assert (QuerySet, "_fetch_all") in found
    assert {(base, name) for base, name in found if name not in TOUCHED.get(base, "").split()} == set()
