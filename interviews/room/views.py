"""Tickets: a browser fetches one, with its credentials, before it opens the room's socket."""

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

ISSUED: dict[str, fields.Field[Any, Any, Any, Any]] = {
    "ticket": fields.CharField(),
    "url": fields.CharField(),
    "expires_in": fields.IntegerField(),
}


class TicketView(SessionView):
    """Issue a ticket for the room's socket, or refuse with the reason; a socket could only close with a code."""

    for_guests = True

    @extend_schema(request=None, responses=inline_serializer("Ticket", ISSUED))
    def post(self, request: Request, session_id: UUID) -> Response:
        session = self.session(session_id)
        if health.is_draining():  # this process would refuse the socket, so send the client to another server now
            raise Unavailable("This server is going down. Ask again.")
        ticket = tickets.issue(session.pk, self.actor, origin=_origin(request))
        body = {"ticket": ticket, "url": _socket(request, session_id), "expires_in": int(tickets.TTL.total_seconds())}
        return Response(body, headers={"Cache-Control": "no-store"})


def _origin(request: Request) -> str:
    """The page's origin, "" for a program that is no browser; the socket must then be opened without one, too.

    Raises BadRequest for a browser without an Origin header, Forbidden for an origin that is not ours.
    """
    origin = request.headers.get("Origin", "")
    if not origin and "Sec-Fetch-Mode" in request.headers:
        raise BadRequest("A browser must say its Origin.", code="origin_required")
    if origin and origin not in settings.SOCKET_ORIGINS:
        raise Forbidden("Pages of this origin may not open sockets here.", code="origin_refused")
    return origin


def _socket(request: Request, session_id: UUID) -> str:
    here = urlsplit(request.build_absolute_uri())
    return f"{here.scheme.replace('http', 'ws')}://{here.netloc}/ws/video-sessions/{session_id}/"
