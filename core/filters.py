"""Filters that more than one list needs."""

from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django_filters import rest_framework as filters
from django_filters.fields import IsoDateTimeField


class _MomentField(IsoDateTimeField):  # type: ignore[misc]  # django-filter carries no types
    """Brings every offset to UTC: PostgreSQL refuses those beyond 16 hours, which ISO 8601 allows."""

    def to_python(self, value: Any) -> datetime | None:
        moment = super().to_python(value)
        try:
            return moment.astimezone(UTC) if moment else None
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class MomentFilter(filters.IsoDateTimeFilter):  # type: ignore[misc]  # django-filter carries no types
    field_class = _MomentField
