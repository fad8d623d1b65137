"""Personal links: sent, sent again, revoked by staff; redeemed by whoever holds one."""

from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import Invalid
from core.idempotency import idempotent
from core.throttles import Redeem as RedeemRate
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
    """Its answer holds a link. The link is not stored with the answer: it is made again for whoever repeats the request."""

    @staticmethod
    def told_once(invitation: Invitation, link: str) -> dict[str, Any]:
        return {**InvitationSerializer(invitation).data, "link": link}

    def kept(self, told: Any) -> Any:
        return {name: value for name, value in told.items() if name != "link"}

    def retold(self, kept: Any) -> Any:
        return {**kept, "link": mails.link(Invitation(pk=kept["id"]))}


class Invitations(LinkView):
    """Personal links that were sent; a new one, whose answer is the only one to hold the link."""

    @extend_schema(responses=inline_serializer("Invitations", {"results": InvitationSerializer(many=True)}))
    def get(self, request: Request, session_id: UUID) -> Response:  # noqa: ARG002 -- the actor is read by name
        sent = self.session(session_id).invitations.select_related("participant").order_by("created_at", "pk")
        return Response({"results": InvitationSerializer(sent, many=True).data})

    @extend_schema(request=Inviting, responses={201: InvitationSerializer})
    @idempotent
    def post(self, request: Request, session_id: UUID) -> Response:  # noqa: ARG002 -- the body is read by name
        session = self.session(session_id)
        self.allow_inviting(session)
        given = self.body(Inviting)
        email = given.get("email") or session.candidate_email
        if not email:
            raise Invalid({"email": "This interview has no candidate yet: say whom to invite."})
        invitation, link = invitations.invite(session.pk, self.actor, name=given["name"], email=email)
        return Response(self.told_once(invitation, link), status=201)


class Resend(LinkView):
    """A fresh link for the same person; earlier ones go on working."""

    @extend_schema(request=None, responses={201: InvitationSerializer})
    @idempotent
    def post(self, request: Request, session_id: UUID, invitation_id: UUID) -> Response:  # noqa: ARG002 -- the actor is read by name
        session = self.session(session_id)
        self.allow_inviting(session)
        invitation, link = invitations.resend(session.pk, self.actor, invitation_id=invitation_id)
        return Response(self.told_once(invitation, link), status=201)


class Revoke(InvitationView):
    """Make every link of that person worthless, and put them out if they are here."""

    @extend_schema(request=None, responses=InvitationSerializer)
    @idempotent
    def post(self, request: Request, session_id: UUID, invitation_id: UUID) -> Response:  # noqa: ARG002 -- the actor is read by name
        session = self.session(session_id)
        self.allow_inviting(session)
        return Response(
            InvitationSerializer(invitations.revoke(session.pk, self.actor, invitation_id=invitation_id)).data
        )


class Redeem(SessionView):
    """The landing page posts the secret of its fragment here. There is no GET: a mail scanner can spend nothing."""

    authentication_classes = []
    permission_classes = []
    throttle_classes = [RedeemRate]

    @extend_schema(request=Redeeming, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, invitation_id: UUID) -> Response:  # noqa: ARG002 -- the body is read by name
        redeemed = invitations.redeem(invitation_id, self.body(Redeeming)["secret"])
        told = guests.lobby(redeemed.session, redeemed.participant)
        return Response({"token": str(redeemed.token), **told}, headers={"Cache-Control": "no-store"})
