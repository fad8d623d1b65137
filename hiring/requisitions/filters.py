"""How lists of requisitions are narrowed and ordered."""

from typing import Any

from django.db.models import Q
from django_filters import rest_framework as filters

from hiring.choices import Status, TargetRole
from hiring.requisitions.models import Requisition, RequisitionQuerySet

_SEARCHED = ("title", "status", "requested_by__email", "target_role", "interview_location")


class RequisitionFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter carries no types
    status = filters.ChoiceFilter(choices=Status.choices)
    role = filters.ChoiceFilter(field_name="target_role", choices=TargetRole.choices)
    search = filters.CharFilter(method="containing", max_length=200)
    ordering = filters.OrderingFilter(fields=["created_at", "updated_at", "deadline_date", "title", "status"])

    class Meta:
        model = Requisition
        fields: list[str] = []

    def containing(self, rows: RequisitionQuerySet, _: str, text: str) -> RequisitionQuerySet:
        anywhere = Q()
        for column in _SEARCHED:
            anywhere |= Q(**{f"{column}__icontains": text})
        return rows.filter(anywhere)

    def filter_queryset(self, queryset: Any) -> Any:
        """End every order with the code, so that pages never overlap."""
        rows = super().filter_queryset(queryset)
        return rows.order_by(*rows.query.order_by, "-code") if rows.query.order_by else rows
