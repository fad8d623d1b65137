"""REST bodies derived from commands: a field, its limits and whether it is required are declared once, on the command."""

from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from annotated_types import Ge, Le, MaxLen, MinLen
from pydantic.fields import FieldInfo
from rest_framework import serializers

from core.fields import Timestamp, WholeNumber
from interviews.room.commands import Command

Field = serializers.Field[Any, Any, Any, Any]


def body_of(command: type[Command]) -> type[serializers.Serializer[Any]]:
    """The REST body of a command: all its fields except the id, for which REST has `Idempotency-Key`."""
    fields = {name: field_of(command, name) for name in command.model_fields if name not in ("type", "id")}
    return type(command.__name__, (serializers.Serializer,), {**fields, "__doc__": command.__doc__})


def field_of(command: type[Command], name: str, **options: Any) -> Field:
    """The REST field for one field of a command. Raises TypeError for a type that is not supported yet."""
    info = command.model_fields[name]
    options = {"required": info.is_required(), **options}
    return _field(info.annotation, _limits(info), options)


def _limits(info: FieldInfo) -> list[Any]:
    return list(info.metadata)


def _field(kind: Any, limits: list[Any], options: dict[str, Any]) -> Field:  # noqa: PLR0911 -- one line per type
    kind, limits, is_optional = _unwrapped(kind, limits)
    bounds = _bounds(limits)
    if is_optional and kind is int:
        options = {**options, "allow_null": True}
    if get_origin(kind) is dict:
        _, value = get_args(kind)
        return serializers.DictField(child=_field(value, [], {}), **options)
    if get_origin(kind) is list:
        most = {"max_length": bounds["max_length"]} if "max_length" in bounds else {}
        return serializers.ListField(child=_field(get_args(kind)[0], [], {}), **most, **options)
    if get_origin(kind) is Literal:
        return serializers.ChoiceField(get_args(kind), **options)
    if kind is bool:
        return serializers.BooleanField(**options)
    if kind is UUID:
        return serializers.UUIDField(**options)
    if kind is int:
        return WholeNumber(**bounds, **options)
    if kind is str:
        blank = "min_length" not in bounds
        return serializers.CharField(allow_blank=blank, trim_whitespace=False, **bounds, **options)
    if getattr(kind, "__name__", "") == "AwareDatetime":
        return Timestamp(**options)
    raise TypeError(f"{kind} has no REST field yet.")


def _unwrapped(kind: Any, limits: list[Any]) -> tuple[Any, list[Any], bool]:
    """Look through `Annotated[...]` and `... | None`."""
    is_optional = False
    while True:
        if get_origin(kind) is Annotated:
            kind, *more = get_args(kind)
            limits = [*limits, *(limit for each in more for limit in getattr(each, "metadata", [each]))]
        elif get_origin(kind) in (Union, UnionType):
            (kind,) = (option for option in get_args(kind) if option is not type(None))
            is_optional = True
        else:
            return kind, limits, is_optional


def _bounds(limits: list[Any]) -> dict[str, Any]:
    bounds: dict[str, Any] = {}
    for limit in limits:
        match limit:
            case MaxLen(max_length=value):
                bounds["max_length"] = value
            case MinLen(min_length=value):
                bounds["min_length"] = value
            case Ge(ge=value):
                bounds["min_value"] = value
            case Le(le=value):
                bounds["max_value"] = value
    return bounds
