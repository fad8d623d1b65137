"""Requests over REST: material, leave, service."""

from uuid import UUID

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from core import etags
from core.errors import NotFound
from core.idempotency import idempotent
from core.lists import ListView
from hiring.base import HiringView
from hiring.fields import Detail
from hiring.requests import verbs
from hiring.requests.bodies import CHANGES, INPUTS, RequestTypeInput
from hiring.requests.filters import RequestFilter
from hiring.requests.models import InternalRequest, InternalRequestQuerySet
from hiring.requests.serializers import DETAILS, RequestItem

_INPUT = PolymorphicProxySerializer("RequestInput", {**INPUTS}, "request_type")
_CHANGE = PolymorphicProxySerializer("RequestChange", [change(partial=True) for change in CHANGES.values()], None)
_DETAIL = PolymorphicProxySerializer("Request", {**DETAILS}, "request_type")


class RequestList(ListView):
    queryset = InternalRequest.objects.all()
    serializer_class = RequestItem
    filterset_class = RequestFilter
    from_columns = True

    def rows(self) -> InternalRequestQuerySet:
        self.require("request.create")
        return InternalRequest.objects.seen_by(self.actor)


class InternalRequests(RequestList, HiringView):
    """List the caller's own requests, or all of the tenant's with the grant to approve; create one."""

    @extend_schema(request=_INPUT, responses={201: _DETAIL})
    @idempotent
    def post(self, request: Request) -> Response:
        self.require("request.create")
        request_type = self.body(RequestTypeInput)["request_type"]
        row = verbs.create(self.actor, self.body(INPUTS[request_type]))
        return _answer(row, status.HTTP_201_CREATED)


class OwnRequests(RequestList):
    """List the requests that the caller made."""

    def rows(self) -> InternalRequestQuerySet:
        return super().rows().requested_by(self.actor.id)


class OneRequest(HiringView):
    """One request. PUT changes only the named fields, as PATCH does."""

    def found(self, request_id: UUID) -> InternalRequest:
        row = InternalRequest.objects.seen_by(self.actor).filter(pk=request_id).first()
        if row is None:
            raise NotFound
        self.require("request.create")
        return row

    @extend_schema(responses=_DETAIL)
    def get(self, request: Request, request_id: UUID) -> Response:
        return _answer(self.found(request_id))

    @extend_schema(request=_CHANGE, responses=_DETAIL)
    @etags.conditional
    def patch(self, request: Request, request_id: UUID) -> Response:
        change = self.body(CHANGES[self.found(request_id).request_type], partial=True)
        return _answer(verbs.change(request_id, self.actor, change, expected=etags.expected(request)))

    @extend_schema(request=_CHANGE, responses=_DETAIL)
    @etags.conditional
    def put(self, request: Request, request_id: UUID) -> Response:
        return self.patch(request, request_id)

    @extend_schema(responses={200: Detail})
    def delete(self, request: Request, request_id: UUID) -> Response:
        verbs.delete(request_id, self.actor)
        return Response({"detail": "Request soft-deleted successfully"})


def _answer(row: InternalRequest, code: int = status.HTTP_200_OK) -> Response:
    return etags.tagged(Response(DETAILS[row.request_type](row).data, status=code), row)
