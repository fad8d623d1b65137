"""How lists of requests are narrowed and ordered."""

from django_filters import rest_framework as filters

from core.filters import ListFilter, SearchFilter
from hiring.choices import Priority, RequestStatus, RequestType
from hiring.requests.models import InternalRequest


class RequestFilter(ListFilter):
    request_type = filters.ChoiceFilter(choices=RequestType.choices)
    status = filters.ChoiceFilter(choices=RequestStatus.choices)
    priority = filters.ChoiceFilter(choices=Priority.choices)
    search = SearchFilter(["title", "description", "item_name", "requester_name"])
    ordering = filters.OrderingFilter(fields=["created_at", "updated_at", "title", "status", "needed_date"])

    class Meta:
        model = InternalRequest
        fields: list[str] = []
