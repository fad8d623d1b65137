"""Narrowing lists of interviews and of people."""

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import rest_framework as django_filters

from core.filters import MomentFilter
from core.models import Member
from interviews.models import VideoSession

STATUS: dict[str, Q] = {
    "scheduled": Q(started_at=None, ended_at=None),
    "live": Q(started_at__isnull=False, ended_at=None),
    "ended": Q(ended_at__isnull=False),
}


class SessionFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter carries no types
    status = django_filters.ChoiceFilter(choices=[(name, name) for name in STATUS], method="by_status")
    is_active = django_filters.BooleanFilter(field_name="ended_at", lookup_expr="isnull")
    job_application_id = django_filters.CharFilter()
    meeting_id = django_filters.CharFilter()
    starts_after = MomentFilter(field_name="starts_at", lookup_expr="gte")
    starts_before = MomentFilter(field_name="starts_at", lookup_expr="lt")
    search = django_filters.CharFilter(method="by_words")

    class Meta:
        model = VideoSession
        fields: list[str] = []

    def by_status(self, rows: QuerySet[VideoSession], name: str, value: Any) -> QuerySet[VideoSession]:  # noqa: ARG002 -- django-filter's signature
        return rows.filter(STATUS[value])

    def by_words(self, rows: QuerySet[VideoSession], name: str, value: str) -> QuerySet[VideoSession]:  # noqa: ARG002 -- as above
        columns = ("title", "candidate_name", "candidate_email", "job_application_id", "meeting_id")
        wanted = Q()
        for column in columns:
            wanted |= Q(**{f"{column}__icontains": value})
        return rows.filter(wanted)


class MemberFilter(django_filters.FilterSet):  # type: ignore[misc]  # as above
    search = django_filters.CharFilter(method="by_words", label="Words of a name or an address, in any order.")

    class Meta:
        model = Member
        fields: list[str] = []

    def by_words(self, rows: QuerySet[Member], name: str, value: str) -> QuerySet[Member]:  # noqa: ARG002 -- as above
        for word in value.split()[:5]:
            rows = rows.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(email__icontains=word))
        return rows
