"""Filters and order of the lists of requisitions."""

from django_filters import rest_framework as filters

from core.filters import ListFilter, SearchFilter
from hiring.requisitions.models import Requisition
from hiring.vocabulary import RequisitionStatus, TargetRole


class RequisitionFilter(ListFilter):
    last = "-code"

    status = filters.ChoiceFilter(choices=RequisitionStatus.choices)
    role = filters.ChoiceFilter(field_name="target_role", choices=TargetRole.choices)
    search = SearchFilter(["title", "status", "requested_by__email", "target_role", "interview_location"])
    ordering = filters.OrderingFilter(fields=["created_at", "updated_at", "deadline_date", "title", "status"])

    class Meta:
        model = Requisition
        fields: list[str] = []
