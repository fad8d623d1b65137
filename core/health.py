"""/livez says the process runs, /readyz names each part it needs and whether it answers."""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from core import bus, storage

_draining = False


def drain() -> None:
    """From now on /readyz answers 503, so that the proxy sends new work elsewhere."""
    global _draining  # noqa: PLW0603 -- a process drains once
    _draining = True


def is_draining() -> bool:
    return _draining


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


PARTS: dict[str, tuple[Callable[[], object], tuple[type[Exception], ...]]] = {
    "database": (_database, (DatabaseError,)),
    "redis": (bus.ping, (bus.RedisError, OSError)),
    "store": (storage.probe, storage.StoreError),
}
NEEDED = {"database"}  # rooms survive without Redis, and recordings wait in the browser while the store is away


def livez(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 -- Django's signature
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 -- Django's signature
    parts = {name: _state(check, failures) for name, (check, failures) in PARTS.items()}
    ready = not _draining and all(parts[name] == "ok" for name in NEEDED)
    status = "draining" if _draining else "ok" if ready else "unavailable"
    return JsonResponse({"status": status, **parts}, status=200 if ready else 503)


def _state(check: Callable[[], object], failures: tuple[type[Exception], ...]) -> str:
    try:
        check()
    except failures:
        return "unavailable"
    return "ok"
