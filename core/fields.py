"""Serializer fields and bases with the contract's formats."""

from datetime import UTC, datetime
from typing import Any

from django.db import models
from rest_framework import serializers


def timestamp(moment: datetime) -> str:
    """2025-11-15T03:45:00.000Z: UTC, always three decimals."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Timestamp(serializers.DateTimeField):
    def to_representation(self, value: datetime | None) -> str | None:  # type: ignore[override]  # null stays null
        return timestamp(value) if value else None


class WholeNumber(serializers.IntegerField):
    """Refuses numbers in quotes and booleans, which DRF's own field takes."""

    def to_internal_value(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            self.fail("invalid")
        return super().to_internal_value(value)


# No docstring: drf-spectacular would copy it into the description of every serializer made from this one.
class RowSerializer(serializers.ModelSerializer[Any]):
    serializer_field_mapping = serializers.ModelSerializer.serializer_field_mapping | {models.DateTimeField: Timestamp}
