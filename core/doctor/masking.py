"""Take the installation's secrets out of texts that are shown: errors of libraries quote addresses and server replies."""

import re
from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings

HIDDEN = "[secret]"
_SIGNATURE = re.compile(r"(?i)(x-amz-[\w-]+=)[^&\s'\"<>]+")


def hide(text: str) -> str:
    """Replace every secret of the settings, also quoted for an address or encoded for SMTP, and signed parameters."""
    for secret in sorted(_forms(), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return _SIGNATURE.sub(rf"\1{HIDDEN}", text)


def _forms() -> set[str]:
    forms = {
        form for secret in _secrets() for form in (secret, quote(secret, safe=""), unquote(secret), _base64(secret))
    }
    user, password = getattr(settings, "EMAIL_HOST_USER", ""), getattr(settings, "EMAIL_HOST_PASSWORD", "")
    return forms | ({_base64(f"\0{user}\0{password}")} if password else set())


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode()


def _secrets() -> Iterator[str]:
    database = settings.DATABASES["default"]
    found = [
        settings.SECRET_KEY,
        settings.TURN_SECRET,
        settings.PUBLIC_CLOSE_SECRET,
        settings.METRICS_TOKEN,
        settings.S3["secret_access_key"],
        getattr(settings, "EMAIL_HOST_PASSWORD", None),
        database.get("PASSWORD"),
        *(value for name, value in database.get("OPTIONS", {}).items() if "password" in name),
        urlsplit(settings.REDIS_URL).password,
        *(server.get("credential") for server in settings.ICE_SERVERS),
    ]
    return (str(secret) for secret in found if secret)
