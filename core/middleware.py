"""Middleware of every HTTP request: its id, rate limit and log line, and the Content-Security-Policy of the response."""

import logging
import re
import time
import uuid
from collections.abc import Callable

import structlog
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from core import storage

log = logging.getLogger(__name__)
PROBES = ("/livez", "/readyz", "/metrics")
_ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{8,80}")


class RequestId:
    """Takes the caller's X-Request-ID if it is harmless, else makes one, and binds it to every log line of the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _ACCEPTABLE.fullmatch(given) else uuid.uuid4().hex
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            began = time.perf_counter()
            response = self.get_response(request)
            if request.path not in PROBES:
                facts = {"method": request.method, "path": request.path, "status": response.status_code}
                log.info("request", extra=facts | {"ms": round((time.perf_counter() - began) * 1000, 1)})
        response["X-Request-ID"] = request_id
        if limit := getattr(request, "rate_limit", None):
            response["RateLimit"] = f"limit={limit[0]}, remaining={limit[1]}, reset={limit[2]}"
        return response


class ContentPolicy(CSPMiddleware):
    """Adds the store to the policy of the settings: pages load recordings from there and upload chunks to it."""

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,  # noqa: FBT001, FBT002 -- the base class's signature
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        store = {directive: [storage.origin()] for directive in ("img-src", "media-src", "connect-src")}
        parts.update = store | (parts.update or {})
        return parts
