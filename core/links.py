"""Secrets of personal links: 256 random bits for the person; the database stores their digest only."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from hmac import compare_digest

from django.utils.crypto import salted_hmac


def new_secret() -> tuple[str, str]:
    """Return a URL-safe secret and the digest to store."""
    secret = secrets.token_urlsafe(32)
    return secret, digest(secret)


def digest(secret: str) -> str:
    """SHA-256 suffices: a uniformly random secret cannot be guessed offline, so no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def matches(secret: str, stored: str) -> bool:
    return compare_digest(digest(secret), stored)


def derived(purpose: str, name: object) -> str:
    """Derive a secret that a later mail can repeat, although only its digest is stored.

    256 bits keyed by SECRET_KEY: a thief of the database, or of the queue of mails, cannot derive it from `name`.
    """
    keyed = salted_hmac(f"core.links.{purpose}", str(name), algorithm="sha256")
    return urlsafe_b64encode(keyed.digest()).rstrip(b"=").decode()
