"""Versions of what can be changed: `ETag` on answers, `If-Match` against overwriting what one has not seen."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import Stale

Method = TypeVar("Method", bound=Callable[..., object])


class Versioned(Protocol):
    version: int


def conditional(method: Method) -> Method:
    """Mark a view's method as one that honours If-Match, for the OpenAPI document."""
    method.honours_if_match = True  # type: ignore[attr-defined]  # read by core.schema
    return method


def expected(request: Request) -> int | None:
    """Read the version the caller has seen; None when it does not say. Raises Stale for one that never existed."""
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
