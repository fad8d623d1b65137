"""Filters of the list of interviews."""

from typing import Any, Final

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters

from core.filters import ListFilter, MomentFilter, SearchFilter
from interviews.models import VideoSession

SEARCHED: Final = ("title", "candidate_name", "candidate_email", "job_application_id", "meeting_id")
STATUS: dict[str, Q] = {
    "scheduled": Q(started_at=None, ended_at=None),
    "live": Q(started_at__isnull=False, ended_at=None),
    "ended": Q(ended_at__isnull=False),
}


class SessionFilter(ListFilter):
    status = filters.ChoiceFilter(choices=[(name, name) for name in STATUS], method="by_status")
    is_active = filters.BooleanFilter(field_name="ended_at", lookup_expr="isnull")
    job_application_id = filters.CharFilter()
    meeting_id = filters.CharFilter()
    starts_after = MomentFilter(field_name="starts_at", lookup_expr="gte")
    starts_before = MomentFilter(field_name="starts_at", lookup_expr="lt")
    search = SearchFilter(SEARCHED)

    class Meta:
        model = VideoSession
        fields: list[str] = []

    def by_status(self, rows: QuerySet[VideoSession], name: str, value: Any) -> QuerySet[VideoSession]:
        return rows.filter(STATUS[value])
