"""The REST edge that both apps share: the base of every view, and one shape for every refusal."""

import logging
from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.views import exception_handler as drf_exception_handler

from core.actors import Actor
from core.errors import DomainError, Forbidden, NotFound, RateLimited, TenantMismatch, Unavailable

log = logging.getLogger(__name__)


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """One shape for every refusal: the contract's body, the stable code in X-Error-Code.

    Raises nothing itself; what it does not know becomes Django's 500.
    """
    if isinstance(error, DomainError):
        return _refusal(error)
    if isinstance(error, Http404) or (isinstance(error, exceptions.NotFound) and str(error.detail) != "Invalid page."):
        return _refusal(NotFound())
    if isinstance(error, PermissionDenied):
        return _refusal(Forbidden())
    if isinstance(error, OperationalError | InterfaceError):
        log.warning("database unavailable", exc_info=error)
        return _refusal(Unavailable())
    response = drf_exception_handler(error, dict(context))
    if response is not None and isinstance(error, exceptions.APIException):
        if isinstance(error, exceptions.Throttled):
            response.data = RateLimited().body
        response["X-Error-Code"] = _code(error)
    return response


def _refusal(error: DomainError) -> Response:
    response = Response(error.body, status=error.status, headers={"X-Error-Code": error.code})
    if error.retry:
        response["Retry-After"] = "1"
    return response


def _code(error: exceptions.APIException) -> str:
    codes = error.get_codes()
    return codes if isinstance(codes, str) else error.default_code


class View(APIView):
    """Every view's base. The order of refusals is always: 401, object in scope (404), role (403), body (400).

    `grant` is checked before the body is read but after `object()` found what the URL names.
    """

    grant: str | None = None

    @property
    def actor(self) -> Actor:
        return self.request.user  # type: ignore[return-value]  # our authenticators answer Actors

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refuse_stated_tenant(request, actor_of(request))

    def require(self, grant: str) -> None:
        if not self.actor.can(grant):
            raise Forbidden


def actor_of(request: Request) -> Actor | None:
    """Who asks, or None where nobody logged in; our authenticators answer Actors, not Django users."""
    return cast("Actor | None", request.user)


def refuse_stated_tenant(request: Request, actor: Actor | None) -> None:
    """400 only where the caller itself names another tenant; it never decides whose data are read."""
    stated = request.headers.get("X-Tenant-ID")
    if not (stated and actor):
        return
    try:
        same = UUID(stated) == actor.tenant_id
    except ValueError:
        same = False
    if not same:
        raise TenantMismatch
