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
from hiring.requests.filters import RequestFilter
from hiring.requests.models import InternalRequest, InternalRequestQuerySet
from hiring.requests.serializers import CHANGES, DETAILS, INPUTS, RequestItem, RequestKind

_INPUT = PolymorphicProxySerializer("RequestInput", {**INPUTS}, "request_type")
_CHANGE = PolymorphicProxySerializer("RequestChange", [made(partial=True) for made in CHANGES.values()], None)
_DETAIL = PolymorphicProxySerializer("Request", {**DETAILS}, "request_type")


class RequestList(ListView):
    queryset = InternalRequest.objects.all()
    serializer_class = RequestItem
    filterset_class = RequestFilter
    from_columns = True

    def rows(self) -> InternalRequestQuerySet:
        self.require("request.create")
        return InternalRequest.objects.seen_by(self.actor)


class Requests(RequestList, HiringView):
    """One's own requests, and all of the tenant's for who decides on them; a new one."""

    @extend_schema(request=_INPUT, responses={201: _DETAIL})
    @idempotent
    def post(self, request: Request) -> Response:  # noqa: ARG002 -- read through `body`
        self.require("request.create")
        kind = self.body(RequestKind)["request_type"]
        row = verbs.create(self.body(INPUTS[kind]), by=self.actor)
        return _answer(row, status.HTTP_201_CREATED)


class Mine(RequestList):
    """What the caller asked for."""

    def rows(self) -> InternalRequestQuerySet:
        return super().rows().requested_by(self.actor.id)


class One(HiringView):
    """One request. PUT changes what it names, as PATCH does: absent fields stay."""

    def found(self, request_id: UUID) -> InternalRequest:
        row = InternalRequest.objects.seen_by(self.actor).filter(pk=request_id).first()
        if row is None:
            raise NotFound
        self.require("request.create")
        return row

    @extend_schema(responses=_DETAIL)
    def get(self, request: Request, request_id: UUID) -> Response:  # noqa: ARG002 -- Django's signature
        return _answer(self.found(request_id))

    @extend_schema(request=_CHANGE, responses=_DETAIL)
    @etags.conditional
    def patch(self, request: Request, request_id: UUID) -> Response:
        change = self.body(CHANGES[self.found(request_id).request_type], partial=True)
        return _answer(verbs.change(request_id, change, by=self.actor, expected=etags.expected(request)))

    @extend_schema(request=_CHANGE, responses=_DETAIL)
    @etags.conditional
    def put(self, request: Request, request_id: UUID) -> Response:
        return self.patch(request, request_id)

    @extend_schema(responses={200: Detail})
    def delete(self, request: Request, request_id: UUID) -> Response:  # noqa: ARG002 -- Django's signature
        verbs.delete(request_id, by=self.actor)
        return Response({"detail": "Request soft-deleted successfully"})


def _answer(row: InternalRequest, code: int = status.HTTP_200_OK) -> Response:
    return etags.tagged(Response(DETAILS[row.request_type](row).data, status=code), row)
