"""Before a socket is accepted: is the Origin ours, and does it bring a ticket?"""

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
    """The handshake, or None for what is refused with 403: a foreign or doubled Origin, or no `te.v1` and ticket.

    Programs that are no browsers send no Origin; their ticket was issued for none. The ticket travels as a
    subprotocol since browsers cannot send headers, and a URL would end in logs.
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
    """Whose connection it is, seen through the trusted proxies only: others may write any X-Forwarded-For."""
    forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    hops = [hop.strip() for hop in ",".join(forwarded).split(",") if hop.strip()]
    if settings.TRUSTED_PROXIES and hops:
        return hops[-min(settings.TRUSTED_PROXIES, len(hops))]
    return str((scope.get("client") or ("",))[0])
