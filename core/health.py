"""/livez: the process runs. /readyz: whether each of its dependencies answers."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from core import dependencies

_draining = False


def drain() -> None:
    """Make /readyz answer 503 from now on, which sends new work to other processes."""
    global _draining  # noqa: PLW0603 -- state of the process
    _draining = True


def is_draining() -> bool:
    return _draining


def livez(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 -- Django's signature
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 -- Django's signature
    """`{"status": "ok", "database": "ok", "redis": "unavailable", "store": "ok"}`; 503 unless status is ok.

    Only the database is checked now, and required: rooms work without Redis, and recordings wait in the browser.
    """
    dependencies.watch()
    database = _database()
    status = "draining" if _draining else "ok" if database == "ok" else "unavailable"
    states = {"database": database, "redis": dependencies.REDIS.state, "store": dependencies.STORE.state}
    return JsonResponse({"status": status, **states}, status=200 if status == "ok" else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unavailable"
    return "ok"
