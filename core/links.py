"""Secrets of personal links: 256 random bits to the person, only their digest to the database."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from hmac import compare_digest

from django.utils.crypto import salted_hmac


def new_secret() -> tuple[str, str]:
    """A URL-safe secret and the digest to store."""
    secret = secrets.token_urlsafe(32)
    return secret, digest(secret)


def digest(secret: str) -> str:
    """SHA-256 suffices: the secret is uniformly random, so there is nothing to guess offline."""
    return hashlib.sha256(secret.encode()).hexdigest()


def matches(secret: str, stored: str) -> bool:
    return compare_digest(digest(secret), stored)


def derived(purpose: str, name: object) -> str:
    """Make a secret that can be told again, in a later mail, though nothing but its digest is stored.

    256 bits keyed by SECRET_KEY: a thief of the database, or of the queue of mails, learns nothing from `name`.
    """
    keyed = salted_hmac(f"core.links.{purpose}", str(name), algorithm="sha256")
    return urlsafe_b64encode(keyed.digest()).rstrip(b"=").decode()
