"""How lists of requests are narrowed and ordered."""

from typing import Any

from django.db.models import Q
from django_filters import rest_framework as filters

from hiring.choices import Priority, RequestStatus, RequestType
from hiring.requests.models import InternalRequest, InternalRequestQuerySet

_SEARCHED = ("title", "description", "item_name", "requester_name")


class RequestFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter carries no types
    request_type = filters.ChoiceFilter(choices=RequestType.choices)
    status = filters.ChoiceFilter(choices=RequestStatus.choices)
    priority = filters.ChoiceFilter(choices=Priority.choices)
    search = filters.CharFilter(method="containing", max_length=200)
    ordering = filters.OrderingFilter(fields=["created_at", "updated_at", "title", "status", "needed_date"])

    class Meta:
        model = InternalRequest
        fields: list[str] = []

    def containing(self, rows: InternalRequestQuerySet, _: str, text: str) -> InternalRequestQuerySet:
        anywhere = Q()
        for column in _SEARCHED:
            anywhere |= Q(**{f"{column}__icontains": text})
        return rows.filter(anywhere)

    def filter_queryset(self, queryset: Any) -> Any:
        """End every order with the id, so that pages never overlap."""
        rows = super().filter_queryset(queryset)
        return rows.order_by(*rows.query.order_by, "-pk") if rows.query.order_by else rows
