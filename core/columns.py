"""Lists straight from columns: what a serializer would answer, without a model object or a field call for every value.

Made from the serializer itself, once, so that there is still one place that says what a list shows. A serializer with
a field that is not understood here is refused when it is first used, in the first test.
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
    """The columns a serializer reads, and how each is told."""

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


_MADE: dict[type[serializers.ModelSerializer[Any]], ListProjection] = {}


def columns(serializer: type[serializers.ModelSerializer[Any]]) -> ListProjection:
    """Answer what was made for this serializer, making it at its first use."""
    if serializer not in _MADE:
        _MADE[serializer] = ListProjection(serializer())
    return _MADE[serializer]


def _value(field: Any) -> Value | None:
    if len(field.source_attrs) == 2:  # noqa: PLR2004 -- a column and a key inside it
        return _inside(field.source_attrs[1])
    if isinstance(field, Timestamp):
        return lambda moment: timestamp(moment) if moment else None
    if isinstance(field, serializers.Serializer):
        return _object([*field.fields])
    if isinstance(field, _AS_STORED) and field.source_attrs:
        return None
    raise TypeError(f"{field.field_name}: {type(field).__name__} cannot be told from a column.")


def _inside(key: str) -> Value:
    """Read one value of a stored object."""
    return lambda stored: stored[key] if stored else None


def _object(keys: list[str]) -> Value:
    """Bring a stored object's keys into the serializer's order; PostgreSQL keeps them in its own."""
    pick = itemgetter(*keys)
    return lambda stored: dict(zip(keys, pick(stored), strict=True)) if stored else None


def dumps(told: Any) -> bytes:
    """Write the same bytes as the JSON renderer, which keeps U+2028 and U+2029 out of JavaScript's way."""
    written = orjson.dumps(told)
    return written.replace(b"\xe2\x80\xa8", b"\\u2028").replace(b"\xe2\x80\xa9", b"\\u2029")
