"""Scorecards: the caller's own, and the others' as soon as the caller may see them."""

from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.idempotency import idempotent
from interviews.scorecards import verbs as scorecards
from interviews.scorecards.bodies import CardData, CardSubmission
from interviews.scorecards.serializers import seen_by
from interviews.sessions.base import SessionView


class ScorecardView(SessionView):
    """The caller's own card, and those of others that they may see. PUT and PATCH save a draft, without an event."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, session_id: UUID) -> Response:
        return Response(seen_by(self.actor, self.session(session_id)))

    @extend_schema(request=CardData, responses=OpenApiTypes.OBJECT)
    def patch(self, request: Request, session_id: UUID) -> Response:
        session = self.session(session_id)
        self.allow("score.set", session)
        scorecards.draft(session.pk, self.actor, **self.body(CardData))
        return Response(seen_by(self.actor, session))

    put = patch


class Submit(SessionView):
    """Submit the caller's own card, with a last change if given; then the others' submitted cards can be seen."""

    @extend_schema(request=CardSubmission, responses=OpenApiTypes.OBJECT)
    @idempotent
    def post(self, request: Request, session_id: UUID) -> Response:
        session = self.session(session_id)
        self.allow("score.submit", session)
        scorecards.submit(session.pk, self.actor, **self.body(CardSubmission))
        return Response(seen_by(self.actor, session))
