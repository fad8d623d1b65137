"""Database connections of threads outside a request, which Django neither checks nor closes."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connection

from core.errors import Unavailable

P = ParamSpec("P")
R = TypeVar("R")


def with_reconnect(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call `function` on this thread's persistent connection; again on a new one if the connection was broken.

    Only for what may be repeated: reads, and commands with an id. Raises Unavailable when the database does not answer.
    """
    try:
        return function(*args, **kwargs)
    except (OperationalError, InterfaceError):
        broken = connection.connection is None or connection.connection.broken or connection.connection.closed
        connection.close()
        if not broken:  # a time limit of the server: a second call would only wait again
            raise Unavailable from None
    try:
        return function(*args, **kwargs)
    except (OperationalError, InterfaceError):
        connection.close()
        raise Unavailable from None


def close() -> None:
    """Close this thread's connection."""
    connection.close()
