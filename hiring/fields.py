"""Serializer fields that more than one noun of hiring needs."""

from typing import Any

from django.db import models
from rest_framework import serializers

from core import fields


class Text(serializers.CharField):
    """Text as it was sent, neither trimmed nor repaired. Numbers are not text."""

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
        super().__init__(child=Text(max_length=1_000), **{"max_length": 100} | kwargs)


class Person(serializers.Serializer[Any]):
    """A snapshot of who did something."""

    id = serializers.CharField()
    email = serializers.CharField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    job_role = serializers.CharField()


class PersonId(serializers.CharField):
    """The id inside the snapshot `name`."""

    def __init__(self, name: str, **kwargs: Any) -> None:
        self.name = name
        super().__init__(source=f"{name}.id", read_only=True, **kwargs)


class ModelSerializer(fields.RowSerializer):
    serializer_field_mapping = fields.RowSerializer.serializer_field_mapping | {
        models.CharField: Text,
        models.TextField: Text,
    }


class Codes(serializers.Serializer[Any]):
    """Up to 200 codes; repeated ones count once."""

    ids = serializers.ListField(child=Text(max_length=64), min_length=1, max_length=200)


class Outcome(serializers.Serializer[Any]):
    detail = serializers.CharField()
    not_found = serializers.ListField(child=serializers.CharField(), required=False, help_text="Only when not empty.")


class Detail(serializers.Serializer[Any]):
    detail = serializers.CharField()
