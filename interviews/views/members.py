"""The company's staff, to choose a panel from."""

from django.db.models import Q
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import View
from core.models import Member
from core.wire import Pages
from interviews.serializers import MemberSerializer


class Members(View):
    @extend_schema(parameters=[OpenApiParameter("search")], responses=MemberSerializer(many=True))
    def get(self, request: Request) -> Response:
        self.require("interview.read")
        found = Member.objects.filter(tenant_id=self.actor.tenant_id, is_active=True)
        for word in request.query_params.get("search", "").split()[:5]:
            found = found.filter(
                Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(email__icontains=word)
            )
        pages = Pages()
        page = pages.paginate_queryset(found.order_by("first_name", "last_name", "pk"), request, view=self)
        return pages.get_paginated_response(MemberSerializer(page, many=True).data)
