"""Lists over REST: scoped, filtered, paged."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django_filters.rest_framework import FilterSet
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.serializers import ModelSerializer

from core.api import View
from core.columns import columns, dumps

_PAGING = {"page", "page_size"}


class ListView(View, GenericAPIView[Any], ABC):
    """Answers one page of `rows()`; `queryset` only names the model for the OpenAPI document.

    `from_columns` gives the same bytes for a fraction of the work, where every field is a column (`core.columns`).
    """

    serializer_class: type[ModelSerializer[Any]]
    filterset_class: ClassVar[type[FilterSet] | None] = None
    from_columns: ClassVar[bool] = False

    @abstractmethod
    def rows(self) -> QuerySet[Any]:
        """Return the rows that the caller may see, scoped to a tenant."""

    def get(self, request: Request, **_: Any) -> HttpResponseBase:
        narrowed = self.request.query_params.keys() - _PAGING  # building the filters costs more than most pages
        rows = self.filter_queryset(self.rows()) if narrowed else self.rows()
        if not self.from_columns:
            return self.get_paginated_response(self.get_serializer(self.paginate_queryset(rows), many=True).data)
        projection = columns(self.serializer_class)
        page = self.paginate_queryset(projection.select(rows)) or ()
        payload = self.get_paginated_response(projection.render(page)).data
        return HttpResponse(dumps(payload), content_type="application/json")
