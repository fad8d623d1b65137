"""Parser, renderer and pagination of the REST edge.

A module of its own, which must not import APIView: DRF imports it from the settings while it defines APIView.
"""

from collections.abc import Mapping
from typing import Any

import orjson
from rest_framework import exceptions
from rest_framework.pagination import PageNumberPagination
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer as DRFJSONRenderer
from rest_framework.request import Request

from core.errors import MAX_BODY, PageOutOfRange, TooLarge


class JSONParser(BaseParser):
    """Strict JSON: UTF-8 only, no NaN, no lone surrogates, bounded depth (all by orjson), and no NUL characters,
    which PostgreSQL cannot store. `core.bodies` has refused larger bodies before. Raises ParseError (400), TooLarge (413)."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        body = stream.read(MAX_BODY + 1)
        if len(body) > MAX_BODY:
            raise TooLarge
        try:
            parsed = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise exceptions.ParseError(f"JSON parse error - {error}") from error
        if b"\\u0000" in body and _holds_nul(parsed):
            raise exceptions.ParseError("Null characters are not allowed.")
        return parsed


def _holds_nul(parsed: Any) -> bool:
    pending = [parsed]
    while pending:
        match pending.pop():
            case str() as text if "\0" in text:
                return True
            case dict() as members:
                pending += [*members.keys(), *members.values()]
            case list() as items:
                pending += items
    return False


class JSONRenderer(DRFJSONRenderer):
    charset = None


class Pages(PageNumberPagination):
    """`?page=2&page_size=50`: 20 rows a page unless asked for more, at most 100."""

    page_size = 20
    max_page_size = 100
    page_size_query_param = "page_size"

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        """Raises PageOutOfRange (404)."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except exceptions.NotFound as error:
            raise PageOutOfRange from error
