"""Filters and order of the lists of requests."""

from django_filters import rest_framework as filters

from core.filters import ListFilter, SearchFilter
from hiring.requests.models import InternalRequest
from hiring.vocabulary import Priority, RequestStatus, RequestType


class RequestFilter(ListFilter):
    request_type = filters.ChoiceFilter(choices=RequestType.choices)
    status = filters.ChoiceFilter(choices=RequestStatus.choices)
    priority = filters.ChoiceFilter(choices=Priority.choices)
    search = SearchFilter(["title", "description", "item_name", "requester_name"])
    ordering = filters.OrderingFilter(fields=["created_at", "updated_at", "title", "status", "needed_date"])

    class Meta:
        model = InternalRequest
        fields: list[str] = []
