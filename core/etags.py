"""Versions of rows (RFC 9110): `ETag` on responses, `If-Match` against overwriting a change not seen."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import Stale

Method = TypeVar("Method", bound=Callable[..., object])


class Versioned(Protocol):
    version: int


def conditional(method: Method) -> Method:
    """Mark a view's method as honouring If-Match, for the OpenAPI document."""
    method.honours_if_match = True  # type: ignore[attr-defined]  # read by core.schema
    return method


def expected(request: Request) -> int | None:
    """Return the version in If-Match, None without one. Raises Stale for a version that cannot exist."""
    stated = request.headers.get("If-Match", "*").strip()
    if stated == "*":
        return None
    tag = stated.removeprefix("W/").strip('"')
    if not (tag.isascii() and tag.isdigit() and len(tag) < 10):  # noqa: PLR2004 -- what a PositiveIntegerField holds
        raise Stale
    return int(tag)


def tagged(response: Response, row: Versioned) -> Response:
    response["ETag"] = f'"{row.version}"'
    return response
