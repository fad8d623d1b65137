"""Build list responses from columns: a serializer's output without a model object or a field call for every value.

A projection is compiled once from the serializer, which stays the one definition of the list. It refuses a serializer
with a field it does not know when it is first used, that is in the first test.
"""

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any

import orjson
from django.db.models import QuerySet
from rest_framework import serializers

from core.fields import Timestamp, timestamp

Value = Callable[[Any], Any]
_AS_STORED = (
    serializers.CharField,
    serializers.ChoiceField,
    serializers.IntegerField,
    serializers.JSONField,
    serializers.BooleanField,
    serializers.DateField,  # orjson writes dates and UUIDs as the serializer does
    serializers.UUIDField,
)


class ListProjection:
    """The columns that a serializer reads, and how each is rendered."""

    def __init__(self, serializer: serializers.ModelSerializer[Any]) -> None:
        fields = serializer.fields.values()
        values = [(str(field.field_name), _value(field)) for field in fields]
        self._read = list(dict.fromkeys(field.source_attrs[0] for field in fields))
        places = [self._read.index(field.source_attrs[0]) for field in fields]
        self._cells = [(name, place, value) for (name, value), place in zip(values, places, strict=True)]

    def select(self, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
        return rows.values_list(*self._read)

    def render(self, page: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
        return [
            {name: value(cells[place]) if value else cells[place] for name, place, value in self._cells}
            for cells in page
        ]


_PROJECTIONS: dict[type[serializers.ModelSerializer[Any]], ListProjection] = {}


def columns(serializer: type[serializers.ModelSerializer[Any]]) -> ListProjection:
    """Return the serializer's projection, compiled at its first use. Raises TypeError for a field it does not know."""
    if serializer not in _PROJECTIONS:
        _PROJECTIONS[serializer] = ListProjection(serializer())
    return _PROJECTIONS[serializer]


def _value(field: Any) -> Value | None:
    if len(field.source_attrs) == 2:  # noqa: PLR2004 -- a column and a key inside it
        return _inside(field.source_attrs[1])
    if isinstance(field, Timestamp):
        return lambda moment: timestamp(moment) if moment else None
    if isinstance(field, serializers.Serializer):
        return _object([*field.fields])
    if isinstance(field, _AS_STORED) and field.source_attrs:
        return None
    raise TypeError(f"{field.field_name}: {type(field).__name__} cannot be rendered from a column.")


def _inside(key: str) -> Value:
    """Return one value of a stored object."""
    return lambda stored: stored[key] if stored else None


def _object(keys: list[str]) -> Value:
    """Order a stored object's keys as the serializer does; PostgreSQL keeps them in an order of its own."""
    pick = itemgetter(*keys)
    return lambda stored: dict(zip(keys, pick(stored), strict=True)) if stored else None


def dumps(payload: Any) -> bytes:
    """Return the same bytes as DRF's JSON renderer, which escapes U+2028 and U+2029 for JavaScript."""
    written = orjson.dumps(payload)
    return written.replace(b"\xe2\x80\xa8", b"\\u2028").replace(b"\xe2\x80\xa9", b"\\u2029")
