"""Secrets of personal links: 256 random bits to the person, only their digest to the database."""

import hashlib
import secrets
from hmac import compare_digest


def new_secret() -> tuple[str, str]:
    """A URL-safe secret and the digest to store."""
    secret = secrets.token_urlsafe(32)
    return secret, digest(secret)


def digest(secret: str) -> str:
    """SHA-256 suffices: the secret is uniformly random, so there is nothing to guess offline."""
    return hashlib.sha256(secret.encode()).hexdigest()


def matches(secret: str, stored: str) -> bool:
    return compare_digest(digest(secret), stored)
