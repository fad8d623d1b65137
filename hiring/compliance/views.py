"""Compliance items over REST, below their requisition."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import NotFound
from core.idempotency import idempotent
from hiring.base import HiringView
from hiring.compliance import verbs
from hiring.compliance.bodies import ComplianceItemInput
from hiring.compliance.models import ComplianceItem
from hiring.compliance.serializers import ComplianceItemDetail


class ComplianceItems(HiringView):
    """List a requisition's items, at most 100; add one."""

    @extend_schema(responses=ComplianceItemDetail(many=True))
    def get(self, request: Request, code: str) -> Response:
        items = self.requisition(code).compliance_items.all()
        return Response(ComplianceItemDetail(items, many=True).data)

    @extend_schema(request=ComplianceItemInput, responses={201: ComplianceItemDetail})
    @idempotent
    def post(self, request: Request, code: str) -> Response:
        self.requisition(code)
        self.require("compliance.write")
        item = verbs.add(code, self.actor, self.body(ComplianceItemInput))
        return Response(ComplianceItemDetail(item).data, status=status.HTTP_201_CREATED)


class OneComplianceItem(HiringView):
    """One item. PUT changes only the named fields, as PATCH does."""

    def item(self, code: str, item_id: UUID) -> ComplianceItem:
        item = self.requisition(code).compliance_items.filter(pk=item_id).first()
        if item is None:
            raise NotFound
        return item

    @extend_schema(responses=ComplianceItemDetail)
    def get(self, request: Request, code: str, item_id: UUID) -> Response:
        return Response(ComplianceItemDetail(self.item(code, item_id)).data)

    @extend_schema(request=ComplianceItemInput(partial=True), responses=ComplianceItemDetail)
    def put(self, request: Request, code: str, item_id: UUID) -> Response:
        self.item(code, item_id)
        self.require("compliance.write")
        fields = self.body(ComplianceItemInput, partial=True)
        item = verbs.change(code, self.actor, fields, item_id=item_id)
        return Response(ComplianceItemDetail(item).data)

    @extend_schema(request=ComplianceItemInput(partial=True), responses=ComplianceItemDetail)
    def patch(self, request: Request, code: str, item_id: UUID) -> Response:
        return self.put(request, code, item_id)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, code: str, item_id: UUID) -> Response:
        self.item(code, item_id)
        verbs.remove(code, self.actor, item_id=item_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
