"""ICE servers for the browsers' peer connections: configured STUN servers, and TURN with short-lived credentials."""

import hashlib
import hmac
import time
from base64 import b64encode
from typing import Any

from django.conf import settings

from interviews.models import Participant

LIFETIME = 10 * 60  # seconds


def servers(person: Participant | None) -> list[dict[str, Any]]:
    """RTCIceServer objects; TURN only for staff and for guests who opened their link, since relaying costs us traffic:

    `[{"urls": ["turn:turn.example:3478"], "username": "1764150000:<participant>", "credential": "…"}]`
    """
    known: list[dict[str, Any]] = list(settings.ICE_SERVERS)
    if settings.TURN_URLS and settings.TURN_SECRET and person is not None and (person.is_staff or person.by_link):
        known.append({"urls": settings.TURN_URLS, **_credentials(str(person.pk), settings.TURN_SECRET)})
    return known


def _credentials(name: str, secret: str) -> dict[str, str]:
    """Credentials for coturn's `use-auth-secret` (TURN REST API): the name carries the expiry, the password signs it."""
    username = f"{int(time.time()) + LIFETIME}:{name}"
    signed = hmac.new(secret.encode(), username.encode(), hashlib.sha1).digest()
    return {"username": username, "credential": b64encode(signed).decode()}
