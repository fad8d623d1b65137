"""How browsers find a way to each other: the configured servers, and credentials for TURN that are worth nothing tomorrow."""

import hashlib
import hmac
import time
from base64 import b64encode
from typing import Any

from django.conf import settings

from interviews.models import Participant

LIFETIME = 10 * 60


def servers(person: Participant | None) -> list[dict[str, Any]]:
    """RTCIceServer objects. Only people who were invited may relay through our TURN server."""
    known: list[dict[str, Any]] = list(settings.ICE_SERVERS)
    if settings.TURN_URLS and settings.TURN_SECRET and person is not None and (person.is_staff or person.by_link):
        known.append({"urls": settings.TURN_URLS, **_credentials(str(person.pk), settings.TURN_SECRET)})
    return known


def _credentials(name: str, secret: str) -> dict[str, str]:
    """Coturn's `use-auth-secret`: the name carries the expiry, and the password proves that we wrote it."""
    username = f"{int(time.time()) + LIFETIME}:{name}"
    signed = hmac.new(secret.encode(), username.encode(), hashlib.sha1).digest()
    return {"username": username, "credential": b64encode(signed).decode()}
