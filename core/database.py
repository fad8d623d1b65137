"""Database connections of threads that no request cares for."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connection

from core.errors import Unavailable

P = ParamSpec("P")
R = TypeVar("R")


def with_reconnect(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call it on this thread's lasting connection; once more on a new one if the old one was broken.

    Raises Unavailable when the database does not answer. Only for what may be repeated: reads, and commands with an id.
    """
    try:
        return function(*args, **kwargs)
    except (OperationalError, InterfaceError):
        broken = connection.connection is None or connection.connection.broken or connection.connection.closed
        connection.close()
        if not broken:  # a time limit of the server: trying again would only wait again
            raise Unavailable from None
    try:
        return function(*args, **kwargs)
    except (OperationalError, InterfaceError):
        connection.close()
        raise Unavailable from None


def close() -> None:
    """Give this thread's connection back."""
    connection.close()
