"""Lists over REST: scoped, filtered, paged."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django_filters.rest_framework import FilterSet
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import View


class ListView(View, GenericAPIView[Any]):
    """Answers one page of `rows()`. `queryset` only tells the documentation which model it is."""

    filterset_class: ClassVar[type[FilterSet] | None] = None

    def rows(self) -> QuerySet[Any]:
        raise NotImplementedError

    def get(self, request: Request, **_: Any) -> Response:  # noqa: ARG002 -- DRF's signature
        page = self.paginate_queryset(self.filter_queryset(self.rows()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)
