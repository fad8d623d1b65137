"""Responses where no view was reached or one failed: JSON below /api/, pages elsewhere."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template import loader
from django.views import defaults

from core.errors import BadRequest, DomainError, Forbidden, NotFound, TooLarge, Unavailable

_API = "/api/"


class _Failed(DomainError):
    status, code, detail = 500, "failed", "Something went wrong on our side. It has been recorded."


def _as_json(refusal: DomainError) -> JsonResponse:
    return JsonResponse(refusal.body, status=refusal.status, headers={"X-Error-Code": refusal.code})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return _as_json(BadRequest()) if request.path.startswith(_API) else defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return _as_json(Forbidden()) if request.path.startswith(_API) else defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return _as_json(NotFound()) if request.path.startswith(_API) else defaults.page_not_found(request, exception)


def server_error(request: HttpRequest, *_: Any) -> HttpResponseBase:
    return _as_json(_Failed()) if request.path.startswith(_API) else defaults.server_error(request)


def busy(path: str) -> HttpResponse:
    """The 503 when no thread was free in time or the response took too long; the request's outcome is unknown."""
    api = path.startswith(_API)
    response: HttpResponse = (
        _as_json(Unavailable()) if api else HttpResponse(loader.get_template("503.html").render(), status=503)
    )
    response["Retry-After"] = "1"
    return response


def too_large(path: str) -> HttpResponse:
    """The 413. Takes a path, because the body is refused before there is a request."""
    if path.startswith(_API):
        return _as_json(TooLarge())
    return HttpResponse(loader.get_template("413.html").render(), status=TooLarge.status)
