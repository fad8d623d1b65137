"""Personal links: staff send, resend and revoke them; the holder redeems one."""

from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import Invalid
from core.idempotency import idempotent
from core.throttles import RedeemAttempts
from interviews.invitations import mails
from interviews.invitations import verbs as invitations
from interviews.invitations.bodies import Inviting, Redeeming
from interviews.invitations.serializers import InvitationSerializer
from interviews.models import Invitation, VideoSession
from interviews.people import guests
from interviews.sessions.base import SessionView


class InvitationView(SessionView):
    def allow_inviting(self, session: VideoSession) -> None:
        self.require("invitation.send")
        self.allow("invitation.send", session)


class LinkView(InvitationView):
    """The response holds a personal link. Its stored copy does not (`core.idempotency`): the link is derived again."""

    @staticmethod
    def response_body(invitation: Invitation, link: str) -> dict[str, Any]:
        return {**InvitationSerializer(invitation).data, "link": link}

    def storable(self, response_body: Any) -> Any:
        return {name: value for name, value in response_body.items() if name != "link"}

    def restored(self, stored: Any) -> Any:
        return {**stored, "link": mails.link(Invitation(pk=stored["id"]))}


class Invitations(LinkView):
    """The interview's personal links; POST sends a new one, and only its response holds the link."""

    @extend_schema(responses=inline_serializer("Invitations", {"results": InvitationSerializer(many=True)}))
    def get(self, request: Request, session_id: UUID) -> Response:
        sent = self.session(session_id).invitations.select_related("participant").order_by("created_at", "pk")
        return Response({"results": InvitationSerializer(sent, many=True).data})

    @extend_schema(request=Inviting, responses={201: InvitationSerializer})
    @idempotent
    def post(self, request: Request, session_id: UUID) -> Response:
        session = self.session(session_id)
        self.allow_inviting(session)
        given = self.body(Inviting)
        email = given.get("email") or session.candidate_email
        if not email:
            raise Invalid({"email": "This interview has no candidate yet: say whom to invite."})
        invitation, link = invitations.invite(session.pk, self.actor, name=given["name"], email=email)
        return Response(self.response_body(invitation, link), status=201)


class Resend(LinkView):
    """Mail a fresh link to the same person; earlier ones go on working."""

    @extend_schema(request=None, responses={201: InvitationSerializer})
    @idempotent
    def post(self, request: Request, session_id: UUID, invitation_id: UUID) -> Response:
        session = self.session(session_id)
        self.allow_inviting(session)
        invitation, link = invitations.resend(session.pk, self.actor, invitation_id=invitation_id)
        return Response(self.response_body(invitation, link), status=201)


class Revoke(InvitationView):
    """Revoke every link of that person, and remove them if they are in the room."""

    @extend_schema(request=None, responses=InvitationSerializer)
    @idempotent
    def post(self, request: Request, session_id: UUID, invitation_id: UUID) -> Response:
        session = self.session(session_id)
        self.allow_inviting(session)
        return Response(
            InvitationSerializer(invitations.revoke(session.pk, self.actor, invitation_id=invitation_id)).data
        )


class RedeemView(SessionView):
    """Redeem a link: the landing page posts the secret from its fragment. There is no GET, so a mail scanner spends nothing."""

    authentication_classes = []
    permission_classes = []
    throttle_classes = [RedeemAttempts]

    @extend_schema(request=Redeeming, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, invitation_id: UUID) -> Response:
        redeemed = invitations.redeem(invitation_id, self.body(Redeeming)["secret"])
        body = {"token": str(redeemed.token), **guests.lobby(redeemed.session, redeemed.participant)}
        return Response(body, headers={"Cache-Control": "no-store"})
