"""Tickets: what a browser fetches, with its real credentials, before it opens the room's socket."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers as fields
from rest_framework.request import Request
from rest_framework.response import Response

from core import health
from core.errors import BadRequest, Forbidden, Unavailable
from interviews.room import tickets
from interviews.sessions.base import SessionView

TOLD: dict[str, fields.Field[Any, Any, Any, Any]] = {
    "ticket": fields.CharField(),
    "url": fields.CharField(),
    "expires_in": fields.IntegerField(),
}


class Ticket(SessionView):
    """Says the true reason when it cannot be; a socket could only say it as a close code."""

    for_guests = True

    @extend_schema(request=None, responses=inline_serializer("Ticket", TOLD))
    def post(self, request: Request, session_id: UUID) -> Response:
        session = self.session(session_id)
        if health.is_draining():  # the socket would be refused here: let the next server be asked at once
            raise Unavailable("This server is going down. Ask again.")
        ticket = tickets.issue(session.pk, self.actor, origin=_origin(request))
        told = {"ticket": ticket, "url": _socket(request, session_id), "expires_in": int(tickets.TTL.total_seconds())}
        return Response(told, headers={"Cache-Control": "no-store"})


def _origin(request: Request) -> str:
    """Find the page's origin; a program that is no browser has none, and must open its socket without one, too."""
    origin = request.headers.get("Origin", "")
    if not origin and "Sec-Fetch-Mode" in request.headers:
        raise BadRequest("A browser must say its Origin.", code="origin_required")
    if origin and origin not in settings.SOCKET_ORIGINS:
        raise Forbidden("Pages of this origin may not open sockets here.", code="origin_refused")
    return origin


def _socket(request: Request, session_id: UUID) -> str:
    here = urlsplit(request.build_absolute_uri())
    return f"{here.scheme.replace('http', 'ws')}://{here.netloc}/ws/video-sessions/{session_id}/"
