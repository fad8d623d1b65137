"""Scorecards: one's own, and the others' as soon as one may see them."""

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
    """One's own card and what one may see of the others'; PUT and PATCH save a draft, which nobody hears of."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, session_id: UUID) -> Response:  # noqa: ARG002 -- the actor is read by name
        return Response(seen_by(self.actor, self.session(session_id)))

    @extend_schema(request=CardData, responses=OpenApiTypes.OBJECT)
    def patch(self, request: Request, session_id: UUID) -> Response:  # noqa: ARG002 -- the body is read by name
        session = self.session(session_id)
        self.allow("score.set", session)
        scorecards.draft(session.pk, self.actor, **self.body(CardData))
        return Response(seen_by(self.actor, session))

    put = patch


class Submit(SessionView):
    """Submit one's own card, with a last change if given; from then on the others' submitted cards are seen."""

    @extend_schema(request=CardSubmission, responses=OpenApiTypes.OBJECT)
    @idempotent
    def post(self, request: Request, session_id: UUID) -> Response:  # noqa: ARG002 -- the body is read by name
        session = self.session(session_id)
        self.allow("score.submit", session)
        scorecards.submit(session.pk, self.actor, **self.body(CardSubmission))
        return Response(seen_by(self.actor, session))
