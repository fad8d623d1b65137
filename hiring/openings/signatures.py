r"""Authenticate signed calls of other services that close jobs (HMAC, RFC 2104); they have no login.

X-Tenant-ID: <uuid>
X-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "t\nMETHOD\npath\ntenant\n" + body, keyed with PUBLIC_CLOSE_SECRET>
"""

import hashlib
import hmac
import re
import time
from uuid import UUID

from django.conf import settings
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from core.actors import Actor
from core.models import Tenant

WINDOW = 300  # seconds: the largest difference between a signature's time and our clock
_HEADER = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


def sign(secret: str, *, at: int, method: str, path: str, tenant_id: UUID, body: bytes) -> str:
    """Make the value of `X-Signature`, as a calling service does. `at` is in Unix seconds."""
    text = f"{at}\n{method}\n{path}\n{tenant_id}\n".encode() + body
    return f"t={at},v1={hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()}"


class ServiceSignature(BaseAuthentication):
    security_scheme = "signature"  # read by core.schema

    def authenticate(self, request: Request) -> tuple[Actor, None] | None:
        header = request.headers.get("X-Signature")
        if header is None:
            return None
        match = _HEADER.fullmatch(header)
        tenant_id = _tenant_id(request)
        if not (settings.PUBLIC_CLOSE_SECRET and match and tenant_id):
            raise AuthenticationFailed("The signature cannot be checked.")
        at = int(match[1])
        expected = sign(
            settings.PUBLIC_CLOSE_SECRET,
            at=at,
            method=str(request.method),
            path=request.path,
            tenant_id=tenant_id,
            body=request._request.body,  # noqa: SLF001 -- the bytes that were signed, before parsing
        )
        if not hmac.compare_digest(expected, header) or abs(time.time() - at) > WINDOW:
            raise AuthenticationFailed("The signature is wrong or too old.")
        return Actor(kind="service", tenant_id=tenant_id, id="signed", first_name="Signed service call"), None

    def authenticate_header(self, request: Request) -> str:
        return "Signature"


def _tenant_id(request: Request) -> UUID | None:
    try:
        tenant_id = UUID(request.headers.get("X-Tenant-ID", ""))
    except ValueError:
        return None
    return tenant_id if Tenant.objects.filter(pk=tenant_id).exists() else None
