"""People of an interview: joining, leaving, microphone and camera, and the hosts' operations on others."""

from abc import ABC, abstractmethod
from typing import Any
from uuid import UUID, uuid5

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers as fields
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from core import links
from core.errors import BadRequest, Conflict, Forbidden
from core.idempotency import idempotent
from core.throttles import PublicWrite
from interviews.invitations import verbs as invitations
from interviews.invitations.throttles import Knock
from interviews.models import Participant, VideoSession
from interviews.people import verbs as participants
from interviews.people.bodies import Consenting, Filming, Joining, Muting, ParticipantId
from interviews.people.consents import answer
from interviews.people.guests import lobby
from interviews.people.serializers import ParticipantSerializer
from interviews.room.transaction import Verb
from interviews.sessions.base import SessionView
from interviews.sessions.bodies import SessionId
from interviews.vocabulary import Role


class Join(SessionView):
    """Join an interview. With a token the caller joins; staff may name another person's e-mail to bring them to the waiting room; without a token an e-mail only knocks."""

    for_guests = True
    permission_classes = []

    def get_throttles(self) -> list[BaseThrottle]:
        return [PublicWrite(), Knock()] if self.caller is None else super().get_throttles()

    @extend_schema(request=Joining, responses=ParticipantSerializer)
    @idempotent
    def post(self, request: Request) -> Response:
        if self.caller is None:
            return Response(self._knock())
        session = self.named_session()
        email: str = self.body(Joining).get("email", self.actor.email)
        if email.lower() == self.actor.email.lower():
            person = participants.enter(session.pk, self.actor)
        elif self.actor.is_member:
            person = invitations.bring(session.pk, self.actor, email=email)
        else:
            raise Forbidden
        return Response(ParticipantSerializer(person).data)

    def _knock(self) -> dict[str, Any]:
        """Answer the same for every address, so that nobody can find out who was invited."""
        if not isinstance(self.request.data, dict) or "email" not in self.request.data:
            raise NotAuthenticated
        given = self.body(Joining)
        session_id, email = given["session_id"], given["email"]
        invitations.ask_by_email(session_id, None, email=email)
        stand_in = uuid5(session_id, links.derived("knock", email.lower()))
        person = Participant(pk=stand_in, session_id=session_id, email=email, role=Role.CANDIDATE, lobby="waiting")
        return dict(ParticipantSerializer(person).data)


class LeaveView(SessionView):
    """Leave the interview."""

    for_guests = True

    @extend_schema(request=SessionId, responses=inline_serializer("Left", {"status": fields.CharField()}))
    @idempotent
    def post(self, request: Request) -> Response:
        participants.leave(self.named_session().pk, self.actor)
        return Response({"status": "Left session"})


class Toggle(SessionView, ABC):
    """Set the value of the body, or invert the present one without a value. Hosts may turn others off, never on."""

    for_guests = True
    command: str

    def post(self, request: Request) -> HttpResponse:
        session = self.named_session()
        self.allow(self.command, session)
        try:
            person = self.set(session, self.me(session))
        except Conflict as refusal:
            if refusal.code != "not_joined":
                raise
            raise BadRequest(refusal.detail, code=refusal.code) from refusal
        return Response(ParticipantSerializer(person).data)

    @abstractmethod
    def set(self, session: VideoSession, me: Participant | None) -> Participant:
        """Apply the body and return the participant who was changed."""


class ToggleMute(Toggle):
    """Mute or unmute the caller; as host, mute another person."""

    command = "mute.set"

    @extend_schema(request=Muting, responses=ParticipantSerializer)
    @idempotent
    def post(self, request: Request) -> HttpResponse:
        return super().post(request)

    def set(self, session: VideoSession, me: Participant | None) -> Participant:
        given = self.body(Muting)
        other = given.get("participant_id")
        muted = given.get("mute", bool(other) or not (me and me.is_muted))
        return participants.set_mute(session.pk, self.actor, muted=muted, participant=other)


class ToggleCamera(Toggle):
    """Turn the caller's camera on or off; as host, another person's off."""

    command = "camera.set"

    @extend_schema(request=Filming, responses=ParticipantSerializer)
    @idempotent
    def post(self, request: Request) -> HttpResponse:
        return super().post(request)

    def set(self, session: VideoSession, me: Participant | None) -> Participant:
        given = self.body(Filming)
        other = given.get("participant_id")
        camera_on = given.get("camera_on", not (other or (me and me.is_camera_on)))
        return participants.set_camera(session.pk, self.actor, camera_on=camera_on, participant=other)


class OnPerson(SessionView):
    """Admit a person from the waiting room, turn them away, or remove a person from the room."""

    verb: Verb[..., Participant] | None = None

    @extend_schema(request=ParticipantId, responses=ParticipantSerializer)
    @idempotent
    def post(self, request: Request, session_id: UUID) -> Response:
        session = self.session(session_id)
        if self.verb is None or self.verb.command is None:
            raise Forbidden
        self.allow(self.verb.command, session)
        person = self.verb(session.pk, self.actor, participant=self.body(ParticipantId)["participant_id"])
        return Response(ParticipantSerializer(person).data)


class ConsentView(SessionView):
    """Agree to be recorded, decline, or withdraw."""

    for_guests = True

    @extend_schema(request=Consenting, responses={200: {"type": "object"}})
    @idempotent
    def post(self, request: Request, session_id: UUID) -> Response:
        session = self.session(session_id)
        self.allow("consent.set", session)
        answer(session.pk, self.actor, **self.body(Consenting))
        return Response(lobby(session, self.me(session))["consent"])
