"""`Idempotency-Key`: a repeated POST (a lost response, a double click) acts once and gets the same response.

The response is stored in the transaction of the effect: after a crash there are both or neither. Only successes are
stored, for 24 h; a refused request had no effect and may be tried again with the same key.
"""

import functools
import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
from django.db import connection, transaction
from django.db.models.functions import Now
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from core.actors import Actor
from core.errors import Invalid, Mismatch
from core.models import StoredAnswer
from core.wire import JSONRenderer

KEPT = timedelta(hours=24)
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_STORED_HEADERS = ("ETag", "Location")
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
Handler = Callable[..., HttpResponse]


def idempotent(handler: Handler) -> Handler:
    """Make a view's `post` honour Idempotency-Key. The key belongs to the caller (anonymous: to the URL)."""

    @functools.wraps(handler)
    def once(view: Any, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return handler(view, request, *args, **kwargs)
        if not _KEY.fullmatch(key):
            raise Invalid({"Idempotency-Key": "Must be 1 to 200 visible ASCII characters without spaces."})
        with transaction.atomic():
            return _answer(_Slot(request, key), view, lambda: handler(view, request, *args, **kwargs))

    once.is_idempotent = True  # type: ignore[attr-defined]  # read by core.schema
    return once


class _Slot:
    """The stored response of one caller and key."""

    def __init__(self, request: Request, key: str) -> None:
        path = f"{request.method} {request.path}"
        caller: Actor | None = request.user  # type: ignore[assignment]  # our authenticators return Actors
        self.actor = caller.pk if caller is not None else f"anyone:{hashlib.sha256(path.encode()).hexdigest()}"
        self.key = key
        body = orjson.dumps(request.data, option=orjson.OPT_SORT_KEYS)
        self.fingerprint = hashlib.sha256(path.encode() + b"\n" + body).hexdigest()

    def hold(self) -> None:
        """Lock the key until the transaction ends: concurrent requests of one key run one after another."""
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [f"{self.actor}\n{self.key}"])

    def stored(self) -> StoredAnswer | None:
        StoredAnswer.objects.filter(at__lt=Now() - KEPT).delete()
        return StoredAnswer.objects.filter(actor=self.actor, key=self.key).first()

    def store(self, response: Response, body: Any) -> None:
        StoredAnswer.objects.create(
            actor=self.actor,
            key=self.key,
            fingerprint=self.fingerprint,
            status=response.status_code,
            headers={name: response[name] for name in _STORED_HEADERS if name in response},
            body=JSONRenderer().render(body).decode(),
        )


def _answer(slot: _Slot, view: Any, act: Callable[[], HttpResponse]) -> HttpResponse:
    slot.hold()
    known = slot.stored()
    if known is None:
        response = act()
        if isinstance(response, Response) and response.status_code < 300:  # noqa: PLR2004 -- successes
            slot.store(response, view.storable(response.data))
        return response
    if known.fingerprint != slot.fingerprint:
        raise Mismatch
    headers = known.headers | {"Idempotent-Replayed": "true"}
    body = JSONRenderer().render(view.restored(orjson.loads(known.body)))
    return HttpResponse(body, status=known.status, content_type="application/json", headers=headers)
