"""Openings over REST, for everybody."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import View
from core.errors import NotFound
from core.idempotency import idempotent
from core.lists import ListView
from core.models import Tenant
from core.throttles import PerActor, PerAddress, PublicWrite
from hiring.base import HiringView
from hiring.openings import verbs
from hiring.openings.bodies import CloseMany
from hiring.openings.serializers import (
    Closed,
    ClosedMany,
    Company,
    Counted,
    CountedData,
    Opening,
    ShortOpening,
)
from hiring.openings.signatures import ServiceSignature
from hiring.requisitions.models import Requisition, RequisitionQuerySet

_CACHED = "public, max-age=30"


class PerLink(PublicWrite):
    """Limits how many applications one address counts for one job in a minute."""

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        return f"{super().get_cache_key(request, view)}:{view.kwargs['unique_link'][-24:]}"


class AnonymousWrite(PublicWrite):
    """Limits anonymous callers by address; a logged-in caller has a limit of their own (`PerActor`)."""

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        is_known = request.user is not None
        return None if is_known else super().get_cache_key(request, view)


class _Openings(ListView):
    permission_classes = (AllowAny,)
    throttle_classes = (PerAddress,)
    queryset = Requisition.objects.all()
    serializer_class: type[serializers.ModelSerializer[Any]] = Opening

    def get_paginated_response(self, data: Any) -> Response:
        response = super().get_paginated_response(data)
        response["Cache-Control"] = _CACHED
        return response


class PublicOpenings(_Openings):
    """Every company's jobs that accept applications now; a company may keep out of this list."""

    def rows(self) -> RequisitionQuerySet:
        listed = verbs.accepting(Requisition.objects.across_tenants()).filter(tenant__is_public=True)
        return listed.prefetch_related("compliance_items")


class UpcomingOpenings(PublicOpenings):
    """Jobs with a deadline only, the soonest first."""

    def rows(self) -> RequisitionQuerySet:
        return super().rows().exclude(deadline_date=None).order_by("deadline_date", "code")


class TenantOpenings(_Openings):
    """One company's jobs that accept applications now."""

    serializer_class = ShortOpening

    def rows(self) -> RequisitionQuerySet:
        self.tenant = Tenant.objects.filter(pk=self.kwargs["tenant_id"]).first()
        if self.tenant is None:
            raise NotFound
        return verbs.accepting(Requisition.objects.of(self.tenant))

    def get_paginated_response(self, data: Any) -> Response:
        response = super().get_paginated_response(data)
        response.data = {"tenant": Company(self.tenant).data, **response.data}
        return response


class OpeningByLink(HiringView):
    """One published job, also when it is closed."""

    permission_classes = (AllowAny,)
    throttle_classes = (PerAddress,)

    @extend_schema(responses=Opening)
    def get(self, request: Request, unique_link: str) -> Response:
        row = verbs.published(Requisition.objects.across_tenants()).filter(unique_link=unique_link).first()
        if row is None:
            raise NotFound
        return Response(Opening(row).data, headers={"Cache-Control": _CACHED})


class CountApplication(HiringView):
    """Count one application made by the public link."""

    permission_classes = (AllowAny,)
    throttle_classes = (PerLink,)

    @extend_schema(request=None, responses=Counted)
    @idempotent
    def post(self, request: Request, unique_link: str) -> Response:
        row = verbs.count_application(unique_link)
        sentence = f"Incremented num_of_applications to {row.num_of_applications}"
        return Response({"detail": sentence, "data": CountedData(row).data})


class _Closing(HiringView):
    permission_classes = (AllowAny,)
    authentication_classes = (ServiceSignature, *View.authentication_classes)
    throttle_classes = (PerActor, AnonymousWrite)


class CloseOpening(_Closing):
    """Close one job: staff with the grant, a signed service call, or anybody once its deadline has passed."""

    @extend_schema(request=None, responses=Closed)
    @idempotent
    def post(self, request: Request, code: str) -> Response:
        verbs.close(code, self.caller)
        sentence = f"Job requisition {code} status changed to closed."
        return Response({"detail": sentence, "id": code, "status": "closed"})


class CloseOpenings(_Closing):
    """Close several jobs; what the caller may not close is not found."""

    @extend_schema(request=CloseMany, responses=ClosedMany)
    @idempotent
    def post(self, request: Request) -> Response:
        if self.caller is not None:
            self.require("close")
        return Response(verbs.close_many(self.body(CloseMany)["job_requisition_ids"], self.caller))
