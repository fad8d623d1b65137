"""Requests in and out: each type with its own fields, a field of another type refused by name."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework import serializers

from hiring.choices import Priority, RequestStatus, RequestType
from hiring.fields import ModelSerializer, Person, PersonId, Text
from hiring.requests import request_types
from hiring.requests.models import InternalRequest

_FIXED = "The type of a request cannot be changed."
_COMMON = ["title", "description"]


def _only(kind: RequestType) -> serializers.ChoiceField:
    """Let the documentation tell the three apart by their type."""
    return serializers.ChoiceField(choices=[(kind.value, kind.label)], error_messages={"invalid_choice": _FIXED})


class _RequestInput(ModelSerializer):
    kind: ClassVar[RequestType]
    comment = Text(max_length=5_000, required=False, allow_blank=True)

    def to_internal_value(self, told: Any) -> Any:
        if isinstance(told, Mapping):
            foreign = sorted((request_types.OWN - set(request_types.COLUMNS[self.kind])) & set(told))
            if foreign:
                raise serializers.ValidationError(dict.fromkeys(foreign, f"Is no field of a {self.kind} request."))
        return super().to_internal_value(told)


def _fields(kind: RequestType) -> list[str]:
    return ["request_type", *_COMMON, *request_types.COLUMNS[kind], "comment"]


def _needed(kind: RequestType) -> dict[str, dict[str, Any]]:
    return {name: {"required": True, "allow_null": False} for name in request_types.REQUIRED[kind]}


class MaterialInput(_RequestInput):
    kind = RequestType.MATERIAL
    request_type = _only(kind)
    priority = serializers.ChoiceField(choices=Priority.choices, required=False)

    class Meta:
        model = InternalRequest
        fields = _fields(RequestType.MATERIAL)
        extra_kwargs = _needed(RequestType.MATERIAL) | {
            "quantity_needed": {"required": False, "allow_null": False, "min_value": 1, "max_value": 1_000_000},
        }


class LeaveInput(_RequestInput):
    kind = RequestType.LEAVE
    request_type = _only(kind)

    class Meta:
        model = InternalRequest
        fields = _fields(RequestType.LEAVE)
        extra_kwargs = _needed(RequestType.LEAVE) | {
            "number_of_days": {"required": False, "min_value": 1, "max_value": 10_000},
        }


class ServiceInput(_RequestInput):
    kind = RequestType.SERVICE
    request_type = _only(kind)
    priority_level = serializers.ChoiceField(source="priority", choices=Priority.choices, required=False)
    desired_completion_date = serializers.DateField(source="needed_date", required=False, allow_null=True)

    class Meta:
        model = InternalRequest
        fields = _fields(RequestType.SERVICE)
        extra_kwargs = _needed(RequestType.SERVICE)


INPUTS: dict[str, type[_RequestInput]] = {made.kind.value: made for made in (MaterialInput, LeaveInput, ServiceInput)}


class RequestKind(serializers.Serializer[Any]):
    """Read before everything else: the type decides which other fields there are."""

    request_type = serializers.ChoiceField(choices=RequestType.choices)
    title = Text(max_length=255)


def _changing(made: type[_RequestInput]) -> type[_RequestInput]:
    """Everything may be left out, and the status may be stated."""
    meta = type("Meta", (made.Meta,), {"fields": [*made.Meta.fields, "status"]})
    status = serializers.ChoiceField(choices=RequestStatus.choices, required=False)
    return type(
        made.__name__.replace("Input", "Change"), (made,), {"Meta": meta, "status": status, "__doc__": made.__doc__}
    )


CHANGES: dict[str, type[_RequestInput]] = {kind: _changing(made) for kind, made in INPUTS.items()}


class _RequestDetail(ModelSerializer):
    requested_by_id = PersonId("requested_by")
    requested_by = Person(read_only=True)
    approved_by_id = PersonId("approved_by", allow_null=True)
    approved_by = Person(read_only=True, allow_null=True)
    reviewed_by_id = PersonId("reviewed_by", allow_null=True)
    reviewed_by = Person(read_only=True, allow_null=True)

    class Meta:
        model = InternalRequest
        fields: list[str] = []


_HEAD = ["id", "tenant_id", "request_type", "request_id", "title", "description", "status"]
_TAIL = [
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
    request_type = _only(RequestType.MATERIAL)

    class Meta:
        model = InternalRequest
        fields = [*_HEAD, *request_types.COLUMNS[RequestType.MATERIAL], *_TAIL]


class LeaveRequest(_RequestDetail):
    request_type = _only(RequestType.LEAVE)

    class Meta:
        model = InternalRequest
        fields = [*_HEAD, *request_types.COLUMNS[RequestType.LEAVE], *_TAIL]


class ServiceRequest(_RequestDetail):
    request_type = _only(RequestType.SERVICE)
    priority_level = serializers.ChoiceField(source="priority", choices=Priority.choices, read_only=True)
    desired_completion_date = serializers.DateField(source="needed_date", read_only=True, allow_null=True)

    class Meta:
        model = InternalRequest
        fields = [*_HEAD, *request_types.COLUMNS[RequestType.SERVICE], *_TAIL]


DETAILS: dict[str, type[_RequestDetail]] = {
    RequestType.MATERIAL.value: MaterialRequest,
    RequestType.LEAVE.value: LeaveRequest,
    RequestType.SERVICE.value: ServiceRequest,
}


class RequestItem(ModelSerializer):
    requested_by = Person(read_only=True)

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
