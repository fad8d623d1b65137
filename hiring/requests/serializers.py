"""Requests in answers: each type with its own fields."""

from rest_framework import serializers

from hiring.fields import HiringSerializer, PersonIdField, PersonSerializer
from hiring.requests import request_types
from hiring.requests.bodies import RequestTypeField
from hiring.requests.models import InternalRequest
from hiring.vocabulary import Priority, RequestType


class _RequestDetail(HiringSerializer):
    requested_by_id = PersonIdField("requested_by")
    requested_by = PersonSerializer(read_only=True)
    approved_by_id = PersonIdField("approved_by", allow_null=True)
    approved_by = PersonSerializer(read_only=True, allow_null=True)
    reviewed_by_id = PersonIdField("reviewed_by", allow_null=True)
    reviewed_by = PersonSerializer(read_only=True, allow_null=True)

    class Meta:
        model = InternalRequest
        fields: list[str] = []


_FIRST_FIELDS = ["id", "tenant_id", "request_type", "request_id", "title", "description", "status"]
_LAST_FIELDS = [
    "requested_by_id",
    "requested_by",
    "comment",
    "approved_by_id",
    "approved_by",
    "reviewed_by_id",
    "reviewed_by",
    "reviewed_at",
    "created_at",
    "updated_at",
]


class MaterialRequest(_RequestDetail):
    request_type = RequestTypeField(RequestType.MATERIAL)

    class Meta:
        model = InternalRequest
        fields = [*_FIRST_FIELDS, *request_types.COLUMNS[RequestType.MATERIAL], *_LAST_FIELDS]


class LeaveRequest(_RequestDetail):
    request_type = RequestTypeField(RequestType.LEAVE)

    class Meta:
        model = InternalRequest
        fields = [*_FIRST_FIELDS, *request_types.COLUMNS[RequestType.LEAVE], *_LAST_FIELDS]


class ServiceRequest(_RequestDetail):
    request_type = RequestTypeField(RequestType.SERVICE)
    priority_level = serializers.ChoiceField(source="priority", choices=Priority.choices, read_only=True)
    desired_completion_date = serializers.DateField(source="needed_date", read_only=True, allow_null=True)

    class Meta:
        model = InternalRequest
        fields = [*_FIRST_FIELDS, *request_types.COLUMNS[RequestType.SERVICE], *_LAST_FIELDS]


DETAILS: dict[str, type[_RequestDetail]] = {
    RequestType.MATERIAL.value: MaterialRequest,
    RequestType.LEAVE.value: LeaveRequest,
    RequestType.SERVICE.value: ServiceRequest,
}


class RequestItem(HiringSerializer):
    requested_by = PersonSerializer(read_only=True)

    class Meta:
        model = InternalRequest
        fields = [
            "id",
            "request_id",
            "request_type",
            "title",
            "status",
            "priority",
            "item_name",
            "quantity_needed",
            "requested_by",
            "created_at",
        ]
