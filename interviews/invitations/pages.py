"""The page that a personal link opens."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView


class LandingPage(TemplateView):
    """The same page for every link, good or bad: opening it discloses nothing and changes nothing."""

    template_name = "interviews/invitations/landing.html"
    http_method_names = ["get", "head", "options"]

    @method_decorator(never_cache)
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response
