"""Bodies of requests: each type has its own fields, and a field of another type is refused by name."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework import serializers

from hiring.fields import HiringSerializer, Text
from hiring.requests import request_types
from hiring.requests.models import InternalRequest
from hiring.vocabulary import LEAVE_DAYS_MAX, QUANTITY_MAX, TEXT_MAX, TITLE_MAX, Priority, RequestStatus, RequestType


class RequestTypeField(serializers.ChoiceField):
    """Accepts one type only, by which the API document distinguishes the three shapes (discriminator)."""

    def __init__(self, only: RequestType) -> None:
        super().__init__(
            choices=[(only.value, only.label)],
            error_messages={"invalid_choice": "The type of a request cannot be changed."},
        )


class RequestTypeInput(serializers.Serializer[Any]):
    """Is validated before the rest of the body: the type decides which other fields there are."""

    request_type = serializers.ChoiceField(choices=RequestType.choices)
    title = Text(max_length=TITLE_MAX)


class _RequestInput(HiringSerializer):
    of_type: ClassVar[RequestType]
    comment = Text(max_length=TEXT_MAX, required=False, allow_blank=True)

    def to_internal_value(self, payload: Any) -> Any:
        if isinstance(payload, Mapping):
            foreign = sorted((request_types.OWN - set(request_types.COLUMNS[self.of_type])) & set(payload))
            if foreign:
                raise serializers.ValidationError(dict.fromkeys(foreign, f"Is no field of a {self.of_type} request."))
        return super().to_internal_value(payload)


def _fields(request_type: RequestType) -> list[str]:
    return ["request_type", "title", "description", *request_types.COLUMNS[request_type], "comment"]


def _required(request_type: RequestType) -> dict[str, dict[str, Any]]:
    return {name: {"required": True, "allow_null": False} for name in request_types.REQUIRED[request_type]}


class MaterialInput(_RequestInput):
    of_type = RequestType.MATERIAL
    request_type = RequestTypeField(RequestType.MATERIAL)
    priority = serializers.ChoiceField(choices=Priority.choices, required=False)

    class Meta:
        model = InternalRequest
        fields = _fields(RequestType.MATERIAL)
        extra_kwargs = _required(RequestType.MATERIAL) | {
            "quantity_needed": {"required": False, "allow_null": False, "min_value": 1, "max_value": QUANTITY_MAX},
        }


class LeaveInput(_RequestInput):
    of_type = RequestType.LEAVE
    request_type = RequestTypeField(RequestType.LEAVE)

    class Meta:
        model = InternalRequest
        fields = _fields(RequestType.LEAVE)
        extra_kwargs = _required(RequestType.LEAVE) | {
            "number_of_days": {"required": False, "min_value": 1, "max_value": LEAVE_DAYS_MAX},
        }


class ServiceInput(_RequestInput):
    of_type = RequestType.SERVICE
    request_type = RequestTypeField(RequestType.SERVICE)
    priority_level = serializers.ChoiceField(source="priority", choices=Priority.choices, required=False)
    desired_completion_date = serializers.DateField(source="needed_date", required=False, allow_null=True)

    class Meta:
        model = InternalRequest
        fields = _fields(RequestType.SERVICE)
        extra_kwargs = _required(RequestType.SERVICE)


class _StatusInput(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=RequestStatus.choices, required=False)


class MaterialChange(_StatusInput, MaterialInput):
    class Meta(MaterialInput.Meta):
        fields = [*MaterialInput.Meta.fields, "status"]


class LeaveChange(_StatusInput, LeaveInput):
    class Meta(LeaveInput.Meta):
        fields = [*LeaveInput.Meta.fields, "status"]


class ServiceChange(_StatusInput, ServiceInput):
    class Meta(ServiceInput.Meta):
        fields = [*ServiceInput.Meta.fields, "status"]


INPUTS: dict[str, type[_RequestInput]] = {
    RequestType.MATERIAL.value: MaterialInput,
    RequestType.LEAVE.value: LeaveInput,
    RequestType.SERVICE.value: ServiceInput,
}
CHANGES: dict[str, type[_RequestInput]] = {
    RequestType.MATERIAL.value: MaterialChange,
    RequestType.LEAVE.value: LeaveChange,
    RequestType.SERVICE.value: ServiceChange,
}
