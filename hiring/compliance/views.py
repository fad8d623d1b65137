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
from hiring.compliance.models import ComplianceItem
from hiring.compliance.serializers import ComplianceItemDetail, ComplianceItemInput


class Items(HiringView):
    """All items of a requisition, at most 100; a new one."""

    @extend_schema(responses=ComplianceItemDetail(many=True))
    def get(self, request: Request, code: str) -> Response:  # noqa: ARG002 -- Django's signature
        items = self.requisition(code).compliance_items.all()
        return Response(ComplianceItemDetail(items, many=True).data)

    @extend_schema(request=ComplianceItemInput, responses={201: ComplianceItemDetail})
    @idempotent
    def post(self, request: Request, code: str) -> Response:  # noqa: ARG002 -- read through `body`
        self.requisition(code)
        self.require("compliance.write")
        item = verbs.add(code, self.body(ComplianceItemInput), by=self.actor)
        return Response(ComplianceItemDetail(item).data, status=status.HTTP_201_CREATED)


class Item(HiringView):
    """One item. PUT changes what it names, as PATCH does: absent fields stay."""

    def item(self, code: str, item_id: UUID) -> ComplianceItem:
        item = self.requisition(code).compliance_items.filter(pk=item_id).first()
        if item is None:
            raise NotFound
        return item

    @extend_schema(responses=ComplianceItemDetail)
    def get(self, request: Request, code: str, item_id: UUID) -> Response:  # noqa: ARG002 -- Django's signature
        return Response(ComplianceItemDetail(self.item(code, item_id)).data)

    @extend_schema(request=ComplianceItemInput(partial=True), responses=ComplianceItemDetail)
    def put(self, request: Request, code: str, item_id: UUID) -> Response:  # noqa: ARG002 -- read through `body`
        self.item(code, item_id)
        self.require("compliance.write")
        item = verbs.change(code, item_id, self.body(ComplianceItemInput, partial=True), by=self.actor)
        return Response(ComplianceItemDetail(item).data)

    @extend_schema(request=ComplianceItemInput(partial=True), responses=ComplianceItemDetail)
    def patch(self, request: Request, code: str, item_id: UUID) -> Response:
        return self.put(request, code, item_id)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, code: str, item_id: UUID) -> Response:  # noqa: ARG002 -- Django's signature
        self.item(code, item_id)
        verbs.remove(code, item_id, by=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)
