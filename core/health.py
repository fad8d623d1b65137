"""/livez says the process runs, /readyz names each part it needs and whether it answers."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from core import parts

_draining = False


def drain() -> None:
    """From now on /readyz answers 503, so that the proxy sends new work elsewhere."""
    global _draining  # noqa: PLW0603 -- a process drains once
    _draining = True


def is_draining() -> bool:
    return _draining


def livez(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 -- Django's signature
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 -- Django's signature
    """Only the database is asked now, and needed: rooms survive without Redis, and recordings wait in the browser."""
    parts.watch()
    database = _database()
    status = "draining" if _draining else "ok" if database == "ok" else "unavailable"
    states = {"database": database, "redis": parts.REDIS.state, "store": parts.STORE.state}
    return JsonResponse({"status": status, **states}, status=200 if status == "ok" else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unavailable"
    return "ok"
