"""Interviews: list, create, read, change, end."""

from typing import Any
from uuid import UUID

import orjson
from django.db import transaction
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import Conflict
from core.idempotency import idempotent
from core.lists import ListView
from interviews.models import SessionQuerySet, VideoSession
from interviews.people import chat, guests
from interviews.room import log
from interviews.room.events import STREAMS
from interviews.sessions import verbs as sessions
from interviews.sessions.base import SessionView, in_full
from interviews.sessions.bodies import (
    ChatWindow,
    Extending,
    InterviewData,
    Locking,
    LogWindow,
    NamedInterviewData,
    NewSession,
    SessionChange,
)
from interviews.sessions.filters import SessionFilter
from interviews.sessions.serializers import SessionSerializer

INTERVIEW_DATA = ("scores", "notes", "tags")


class Sessions(ListView, SessionView):
    """The company's interviews, newest first. POST creates one, and invites nobody yet."""

    queryset = VideoSession.objects.all()
    serializer_class = SessionSerializer
    filterset_class = SessionFilter

    def rows(self) -> SessionQuerySet:
        self.require("interview.read")
        return in_full(VideoSession.objects.of(self.actor)).order_by("-created_at", "pk")

    @extend_schema(request=NewSession, responses={201: SessionSerializer})
    @idempotent
    def post(self, request: Request) -> Response:
        self.require("interview.create")
        given = self.body(NewSession)
        candidate = given.pop("candidate", None) or {"name": "", "email": ""}
        card = {name: given.pop(name) for name in ("scores", "notes") if name in given}
        sessions.check_times(given.get("starts_at"), given.get("ends_at"))
        with transaction.atomic():
            session = sessions.create(
                self.actor, candidate_name=candidate["name"], candidate_email=candidate["email"], **given
            )
            sessions.record_interview_data(session.pk, self.actor, **card)
        return Response(self.represent(session), status=201)


class Session(SessionView):
    """One interview. Guests see their own, without scorecards. PUT and PATCH change only the fields they name."""

    for_guests = True

    @extend_schema(responses=SessionSerializer)
    def get(self, request: Request, session_id: UUID) -> Response:
        return Response(self.represent(self.session(session_id)))

    @extend_schema(request=SessionChange, responses=SessionSerializer)
    def patch(self, request: Request, session_id: UUID) -> Response:
        session = self.session(session_id)
        self.allow("tags.set", session)
        self._change(session, self.body(SessionChange))
        return Response(self.represent(session))

    put = patch  # the contract's PUT is partial, too

    @transaction.atomic
    def _change(self, session: VideoSession, given: dict[str, Any]) -> None:
        is_active = given.pop("is_active", None)
        written = {name: given.pop(name) for name in INTERVIEW_DATA if name in given}
        if given:
            sessions.edit(session.pk, self.actor, **given)
        sessions.record_interview_data(session.pk, self.actor, **written)
        if is_active is False:
            sessions.end(session.pk, self.actor)
        elif is_active and not session.is_active:
            raise Conflict("An interview that has ended cannot be begun again.", code="session_ended")


class UpdateInterviewData(SessionView):
    """The caller's own scores and notes, written as submitted, and the session's tags."""

    @extend_schema(request=NamedInterviewData, responses=SessionSerializer)
    @idempotent
    def post(self, request: Request) -> Response:
        session = self.named_session()
        self.allow("score.submit", session)
        sessions.record_interview_data(session.pk, self.actor, **self.body(InterviewData))
        return Response(self.represent(session))


class End(SessionView):
    """End the interview for everyone, for good."""

    @extend_schema(request=None, responses=SessionSerializer)
    @idempotent
    def post(self, request: Request, session_id: UUID) -> Response:
        return Response(self.represent(sessions.end(self.session(session_id).pk, self.actor)))


class Cancel(SessionView):
    """Cancel an interview that has not begun; its guests are informed by mail."""

    @extend_schema(request=None, responses=SessionSerializer)
    @idempotent
    def post(self, request: Request, session_id: UUID) -> Response:
        return Response(self.represent(sessions.cancel(self.session(session_id).pk, self.actor)))


class Lock(SessionView):
    """Lock or unlock the room: while it is locked, newcomers stay in the waiting room."""

    @extend_schema(request=Locking, responses=SessionSerializer)
    @idempotent
    def post(self, request: Request, session_id: UUID) -> Response:
        session = self.session(session_id)
        self.allow("session.lock", session)
        sessions.lock(session.pk, self.actor, **self.body(Locking))
        return Response(self.represent(session))


class Extend(SessionView):
    """Move the planned end of a running interview; personal links live as long."""

    @extend_schema(request=Extending, responses=SessionSerializer)
    @idempotent
    def post(self, request: Request, session_id: UUID) -> Response:
        session = self.session(session_id)
        self.allow("session.extend", session)
        sessions.extend(session.pk, self.actor, **self.body(Extending))
        return Response(self.represent(session))


class LobbyView(SessionView):
    """The view of a person who has not entered: the interview, themselves, and the consent they are asked for."""

    for_guests = True

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, session_id: UUID) -> Response:
        session = self.session(session_id)
        self.allow("session.enter", session)
        return Response(guests.lobby(session, self.me(session)))


class Chat(SessionView):
    """The chat so far, oldest first, as far as the caller may read it: guests read the room's messages while they are in
    it, and those from and to them in the waiting room. `next` is the `after` of the next page, or null."""

    for_guests = True

    @extend_schema(parameters=[ChatWindow], responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, session_id: UUID) -> Response:
        session = self.session(session_id)
        window = ChatWindow(data=request.query_params)
        window.is_valid(raise_exception=True)
        lines = chat.so_far(session, self.me(session), **window.validated_data)
        is_full = len(lines) == window.validated_data["limit"]
        return Response({"results": lines, "next": lines[-1]["id"] if is_full else None})


class Events(SessionView):
    """The log: every event as it was sent, in order. `next` is the `after` of the next page, or null."""

    @extend_schema(parameters=[LogWindow], responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, session_id: UUID) -> Response:
        session = self.session(session_id)
        window = LogWindow(data=request.query_params)
        window.is_valid(raise_exception=True)
        wanted = window.validated_data
        streams = STREAMS if wanted["stream"] == "both" else (wanted["stream"],)
        rows = log.timeline(session.pk, streams, after=wanted["after"], limit=wanted["limit"])
        results = [{"position": position, "event": orjson.loads(frame)} for position, frame in rows]
        return Response({"results": results, "next": rows[-1][0] if len(rows) == wanted["limit"] else None})
