"""What Django answers where no view was reached or one failed: JSON below /api/, our pages elsewhere."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template import loader
from django.views import defaults

from core.errors import BadRequest, DomainError, Forbidden, NotFound, TooLarge, Unavailable

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


def busy(path: str) -> HttpResponse:
    """No thread was free in time, or the answer took too long: the outcome of the request is unknown."""
    api = path.startswith(_API)
    answer: HttpResponse = (
        _told(Unavailable()) if api else HttpResponse(loader.get_template("503.html").render(), status=503)
    )
    answer["Retry-After"] = "1"
    return answer


def too_large(path: str) -> HttpResponse:
    """Answered before there is a request: its body is not read."""
    if path.startswith(_API):
        return _told(TooLarge())
    return HttpResponse(loader.get_template("413.html").render(), status=TooLarge.status)
