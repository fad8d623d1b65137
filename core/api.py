"""The REST edge that both apps share: the base of every view and the handler of every exception."""

import logging
from collections.abc import Callable, Mapping
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView
from rest_framework.views import exception_handler as drf_exception_handler

from core.actors import Actor, Grant
from core.errors import DomainError, Forbidden, NotFound, RateLimited, TenantMismatch, Unavailable

log = logging.getLogger(__name__)


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Give every refusal one shape: the contract's body, and the stable code in X-Error-Code.

    None for an exception it does not know, which becomes Django's 500.
    """
    if isinstance(error, DomainError):
        return _refusal(error)
    if isinstance(error, Http404 | exceptions.NotFound):
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
    """Every view's base. The order of refusals is always: 401, object in scope (404), role (403), body (400)."""

    @property
    def actor(self) -> Actor:
        return self.request.user  # type: ignore[return-value]  # our authenticators return Actors

    @property
    def caller(self) -> Actor | None:
        """The actor on a public URL; None for an anonymous caller."""
        return actor_of(self.request)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refuse_stated_tenant(request.headers.get("X-Tenant-ID"), actor_of(request))

    def require(self, grant: Grant) -> None:
        """Raises Forbidden."""
        if not self.actor.can(grant):
            raise Forbidden

    def body(self, shape: Callable[..., BaseSerializer[Any]], **kwargs: Any) -> Any:
        """Validate the body and return the validated data.

        Raises DRF's ValidationError (400, a map of fields), or TenantMismatch when the body states another tenant.
        """
        given = self.request.data
        for part in given if isinstance(given, list) else [given]:
            refuse_stated_tenant(part.get("tenant_id") if isinstance(part, Mapping) else None, self.caller)
        read = shape(data=given, context={"actor": self.caller}, **kwargs)
        read.is_valid(raise_exception=True)
        return read.validated_data

    def storable(self, response_body: Any) -> Any:
        """The part of a response body that may be stored, to answer its Idempotency-Key again: no secret."""
        return response_body

    def restored(self, stored: Any) -> Any:
        """The whole response body, from its stored part."""
        return stored


def actor_of(request: Request) -> Actor | None:
    """The actor of a request, None for an anonymous caller: our authenticators return Actors, not Django users."""
    return cast("Actor | None", request.user)


def refuse_stated_tenant(stated: object, actor: Actor | None) -> None:
    """Raises TenantMismatch (400) when a header or body names another tenant than the caller's.

    Only a check: which tenant's rows are read follows from the credentials alone.
    """
    if stated in (None, "") or actor is None:
        return
    try:
        same = UUID(str(stated)) == actor.tenant_id
    except ValueError:
        same = False
    if not same:
        raise TenantMismatch
