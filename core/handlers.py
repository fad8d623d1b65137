"""What Django answers where no view was reached or one failed: JSON below /api/, our pages elsewhere."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views import defaults

from core.errors import BadRequest, DomainError, Forbidden, NotFound

_API = "/api/"


class _Failed(DomainError):
    status, code, detail = 500, "failed", "Something went wrong on our side. It has been recorded."


def _told(refusal: DomainError) -> JsonResponse:
    return JsonResponse(refusal.body, status=refusal.status, headers={"X-Error-Code": refusal.code})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return _told(BadRequest()) if request.path.startswith(_API) else defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return _told(Forbidden()) if request.path.startswith(_API) else defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return _told(NotFound()) if request.path.startswith(_API) else defaults.page_not_found(request, exception)


def server_error(request: HttpRequest, *_: Any) -> HttpResponseBase:
    return _told(_Failed()) if request.path.startswith(_API) else defaults.server_error(request)
