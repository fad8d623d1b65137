"""Filters of more than one list, and the one meaning of search, on pages and in the API."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django_filters import rest_framework as filters
from django_filters.fields import IsoDateTimeField

Row = TypeVar("Row", bound=Model)


def matching(rows: QuerySet[Row], text: str, columns: Sequence[str]) -> QuerySet[Row]:
    """Keep the rows in which every word of `text` occurs in some column, in any order, ignoring case."""
    for word in text.replace("\0", " ").split():  # PostgreSQL cannot compare with NUL
        anywhere = Q()
        for column in columns:
            anywhere |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(anywhere)
    return rows


class SearchFilter(filters.CharFilter):  # type: ignore[misc]  # django-filter carries no types
    """`?search=`: all words, in any order, over the columns named; at most 200 characters."""

    def __init__(self, columns: Sequence[str]) -> None:
        names = ", ".join(column.replace("__", " ").replace("_", " ") for column in columns)
        super().__init__(max_length=200, label=f"Every word must stand in one of: {names}.")
        self._columns = columns

    def filter(self, qs: QuerySet[Row], value: str | None) -> QuerySet[Row]:
        return matching(qs, value, self._columns) if value else qs


class ListFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter carries no types
    """The base of list filters. `last` is appended to every order: without it, pages could overlap."""

    last: ClassVar[str] = "-pk"

    def filter_queryset(self, queryset: Any) -> Any:
        rows = super().filter_queryset(queryset)
        return rows.order_by(*rows.query.order_by, self.last) if rows.query.order_by else rows


class _MomentField(IsoDateTimeField):  # type: ignore[misc]  # django-filter carries no types
    """Converts to UTC: PostgreSQL refuses offsets beyond 16 hours, which ISO 8601 allows."""

    def to_python(self, value: Any) -> datetime | None:
        moment = super().to_python(value)
        try:
            return moment.astimezone(UTC) if moment else None
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class MomentFilter(filters.IsoDateTimeFilter):  # type: ignore[misc]  # django-filter carries no types
    field_class = _MomentField
