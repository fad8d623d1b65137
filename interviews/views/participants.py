"""People of an interview: joining, leaving, what they show, and what hosts do for and to them."""

from abc import ABC, abstractmethod
from typing import Any
from uuid import UUID, uuid5

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers as fields
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from core import links
from core.errors import BadRequest, Conflict, Forbidden
from core.throttles import PublicWrite
from interviews import invitations, participants
from interviews.bodies import Consenting, Filming, Joining, Muting, PersonId, SessionId
from interviews.consents import answer
from interviews.guests import lobby
from interviews.models import Participant, VideoSession
from interviews.rooms import Verb
from interviews.serializers import ParticipantSerializer
from interviews.throttles import Knock
from interviews.views.base import SessionView


class Join(SessionView):
    """By token one joins oneself; with another person's e-mail one brings them; by e-mail alone one only knocks."""

    for_guests = True
    permission_classes = []

    def get_throttles(self) -> list[BaseThrottle]:
        return [PublicWrite(), Knock()] if self.is_anonymous else super().get_throttles()

    @extend_schema(request=Joining, responses=ParticipantSerializer)
    def post(self, request: Request) -> Response:  # noqa: ARG002 -- the body is read by name
        if self.is_anonymous:
            return Response(self._knock())
        session = self.named_session()
        email: str = self.body(Joining).get("email", self.actor.email)
        if email.lower() == self.actor.email.lower():
            person = participants.enter(session.pk, by=self.actor)
        elif self.actor.is_member:
            person = invitations.bring(session.pk, email=email, by=self.actor)
        else:
            raise Forbidden
        return Response(ParticipantSerializer(person).data)

    def _knock(self) -> dict[str, Any]:
        """Answer the same for every address: who was invited is nobody else's business."""
        if not isinstance(self.request.data, dict) or "email" not in self.request.data:
            raise NotAuthenticated
        given = self.body(Joining)
        session_id, email = given["session_id"], given["email"]
        invitations.ask_by_email(session_id, email=email)
        stand_in = uuid5(session_id, links.derived("knock", email.lower()))
        person = Participant(pk=stand_in, session_id=session_id, email=email, role="candidate", lobby="waiting")
        return dict(ParticipantSerializer(person).data)


class Leave(SessionView):
    """Go, at once."""

    for_guests = True

    @extend_schema(request=SessionId, responses=inline_serializer("Left", {"status": fields.CharField()}))
    def post(self, request: Request) -> Response:  # noqa: ARG002 -- the body is read by name
        participants.leave(self.named_session().pk, by=self.actor)
        return Response({"status": "Left session"})


class Toggle(SessionView, ABC):
    """Sets what the body says, or inverts where it says nothing. Hosts may turn others off, never on."""

    for_guests = True
    command: str

    def post(self, request: Request) -> Response:  # noqa: ARG002 -- the body is read by name
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
        """Do what the body wishes and answer whom it was done to."""


class ToggleMute(Toggle):
    """Mute or unmute oneself; as host, mute somebody else."""

    command = "mute.set"

    @extend_schema(request=Muting, responses=ParticipantSerializer)
    def post(self, request: Request) -> Response:
        return super().post(request)

    def set(self, session: VideoSession, me: Participant | None) -> Participant:
        given = self.body(Muting)
        other = given.get("participant_id")
        muted = given.get("mute", bool(other) or not (me and me.is_muted))
        return participants.set_mute(session.pk, muted=muted, participant=other, by=self.actor)


class ToggleCamera(Toggle):
    """Turn one's camera on or off; as host, somebody else's off."""

    command = "camera.set"

    @extend_schema(request=Filming, responses=ParticipantSerializer)
    def post(self, request: Request) -> Response:
        return super().post(request)

    def set(self, session: VideoSession, me: Participant | None) -> Participant:
        given = self.body(Filming)
        other = given.get("participant_id")
        camera_on = given.get("camera_on", not (other or (me and me.is_camera_on)))
        return participants.set_camera(session.pk, camera_on=camera_on, participant=other, by=self.actor)


class OnPerson(SessionView):
    """Admit somebody from the waiting room, turn them away, or remove somebody from the room."""

    verb: Verb[..., Participant] | None = None

    @extend_schema(request=PersonId, responses=ParticipantSerializer)
    def post(self, request: Request, session_id: UUID) -> Response:  # noqa: ARG002 -- the body is read by name
        session = self.session(session_id)
        if self.verb is None or self.verb.command is None:
            raise Forbidden
        self.allow(self.verb.command, session)
        person = self.verb(session.pk, participant=self.body(PersonId)["participant_id"], by=self.actor)
        return Response(ParticipantSerializer(person).data)


class Consent(SessionView):
    """Agree to be recorded, or decline, or withdraw."""

    for_guests = True

    @extend_schema(request=Consenting, responses={200: {"type": "object"}})
    def post(self, request: Request, session_id: UUID) -> Response:  # noqa: ARG002 -- the body is read by name
        session = self.session(session_id)
        self.allow("consent.set", session)
        answer(session.pk, by=self.actor, **self.body(Consenting))
        return Response(lobby(session, self.me(session))["consent"])
