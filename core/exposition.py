"""/metrics for holders of METRICS_TOKEN; 404 for others."""

import hmac

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from core import jobs
from core.metrics import JOBS


def metrics(request: HttpRequest) -> HttpResponse:
    if not _may_read(request):
        raise Http404
    _count_jobs()
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN is None:
        return bool(settings.TE_DEMO or settings.DEBUG)
    given = request.headers.get("Authorization", "")
    return hmac.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())


def _count_jobs() -> None:
    """Publish no number while the database is away: an old one would mislead."""
    JOBS.clear()
    try:
        counted = jobs.counts()
    except DatabaseError:
        return
    for queue, status, count in counted:
        JOBS.labels(queue, status).set(count)
