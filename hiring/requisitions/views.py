"""Requisitions over REST, for staff."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from core import etags
from core.errors import Forbidden
from core.idempotency import idempotent
from core.lists import ListView
from hiring.base import HiringView
from hiring.fields import Detail
from hiring.requisitions import approvals, trash, verbs
from hiring.requisitions.bodies import RequisitionBatch, RequisitionChange, RequisitionCreate
from hiring.requisitions.filters import RequisitionFilter
from hiring.requisitions.models import Requisition, RequisitionQuerySet
from hiring.requisitions.serializers import RequisitionDetail, RequisitionItem


class RequisitionList(ListView):
    queryset = Requisition.objects.all()
    serializer_class = RequisitionItem
    filterset_class = RequisitionFilter
    from_columns = True

    def rows(self) -> RequisitionQuerySet:
        self.require("requisition.read")
        return Requisition.objects.of(self.actor).kept()


class Requisitions(RequisitionList, HiringView):
    """List the tenant's requisitions; create one."""

    @extend_schema(request=RequisitionCreate, responses={201: RequisitionDetail})
    @idempotent
    def post(self, request: Request) -> Response:
        self.require("requisition.write")
        row = verbs.create(self.actor, self.body(RequisitionCreate))
        return etags.tagged(Response(RequisitionDetail(row).data, status=status.HTTP_201_CREATED), row)


class CreateRequisitions(HiringView):
    """Create many at once, all or none."""

    @extend_schema(request=RequisitionBatch, responses={201: RequisitionDetail(many=True)})
    @idempotent
    def post(self, request: Request) -> Response:
        self.require("requisition.write")
        rows = verbs.create_many(self.actor, self.body(RequisitionBatch))
        return Response(RequisitionDetail(rows, many=True).data, status=status.HTTP_201_CREATED)


class OwnRequisitions(RequisitionList):
    """List the requisitions that the caller requested."""

    def rows(self) -> RequisitionQuerySet:
        return super().rows().requested_by(self.actor.id)


class PublishedRequisitions(RequisitionList):
    """List the tenant's published requisitions."""

    def rows(self) -> RequisitionQuerySet:
        return super().rows().filter(publish_status=True)


class OneRequisition(HiringView):
    """One requisition. PUT changes only the named fields, as PATCH does."""

    @extend_schema(responses=RequisitionDetail)
    def get(self, request: Request, code: str) -> Response:
        return self._answer(self.requisition(code))

    @extend_schema(request=RequisitionChange(partial=True), responses=RequisitionDetail)
    @etags.conditional
    def patch(self, request: Request, code: str) -> Response:
        row = self.requisition(code)
        if not (self.actor.can("requisition.write") or approvals.may_decide(row, self.actor)):
            raise Forbidden
        change = self.body(RequisitionChange, partial=True)
        return self._answer(verbs.change(code, self.actor, change, expected=etags.expected(request)))

    @extend_schema(request=RequisitionChange(partial=True), responses=RequisitionDetail)
    @etags.conditional
    def put(self, request: Request, code: str) -> Response:
        return self.patch(request, code)

    @extend_schema(responses={200: Detail})
    def delete(self, request: Request, code: str) -> Response:
        trash.delete(code, self.actor)
        return Response({"detail": "Job requisition soft-deleted successfully"})

    def _answer(self, row: Requisition) -> Response:
        return etags.tagged(Response(RequisitionDetail(row).data), row)
