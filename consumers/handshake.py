"""Checks a WebSocket handshake before it is accepted: an allowed Origin, the subprotocol and one ticket."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from consumers.frames import PROTOCOL

TICKET = re.compile(r"te\.ticket\.([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class Handshake:
    origin: str
    ticket: str


def read(scope: Mapping[str, Any]) -> Handshake | None:
    """Read the handshake. None, answered with 403, for a foreign or repeated Origin, or without `te.v1` and one ticket.

    Programs other than browsers send no Origin; their ticket was issued for none. The ticket travels as a subprotocol:
    browsers cannot send headers, and a URL would be written to logs.
    """
    origins = [value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"]
    if len(origins) > 1 or (origins and origins[0] not in settings.SOCKET_ORIGINS):
        return None
    offered = scope.get("subprotocols", [])
    tickets = [found[1] for protocol in offered if (found := TICKET.fullmatch(protocol))]
    if PROTOCOL not in offered or len(tickets) != 1:
        return None
    return Handshake(origins[0] if origins else "", tickets[0])


def address(scope: Mapping[str, Any]) -> str:
    """The client's address, through trusted proxies only: anybody may write an X-Forwarded-For."""
    forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    hops = [hop.strip() for hop in ",".join(forwarded).split(",") if hop.strip()]
    if settings.TRUSTED_PROXIES and hops:
        return hops[-min(settings.TRUSTED_PROXIES, len(hops))]
    return str((scope.get("client") or ("",))[0])
