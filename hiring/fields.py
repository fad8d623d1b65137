"""Serializer fields and answers that more than one slice of hiring needs."""

from typing import Any

from django.db import models
from rest_framework import serializers

from core import fields
from hiring.vocabulary import LINE_MAX, LINES_MAX


class Text(serializers.CharField):
    """Text as it was sent, neither trimmed nor repaired. A number is refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"trim_whitespace": False} | kwargs)

    def to_internal_value(self, value: Any) -> str:
        if not isinstance(value, str):
            self.fail("invalid")
        return value

    def run_validation(self, value: Any = serializers.empty) -> Any:
        if isinstance(value, str) and value and not value.strip() and not self.allow_blank:
            self.fail("blank")
        return super().run_validation(value)


class Lines(serializers.ListField):
    """A list of short texts, kept as sent."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=Text(max_length=LINE_MAX), **{"max_length": LINES_MAX} | kwargs)


class PersonSerializer(serializers.Serializer[Any]):
    """A person as recorded at the moment they acted."""

    id = serializers.CharField()
    email = serializers.CharField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    job_role = serializers.CharField()


class PersonIdField(serializers.CharField):
    """The id inside the snapshot `name`."""

    def __init__(self, name: str, **kwargs: Any) -> None:
        self.name = name
        super().__init__(source=f"{name}.id", read_only=True, **kwargs)


class HiringSerializer(fields.RowSerializer):  # no docstring: the API document would show it for every subclass
    serializer_field_mapping = fields.RowSerializer.serializer_field_mapping | {
        models.CharField: Text,
        models.TextField: Text,
    }


class Detail(serializers.Serializer[Any]):
    detail = serializers.CharField()
