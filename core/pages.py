"""Pages that both apps share: login, logout, and the base of every page for staff."""

from typing import Any, ClassVar, cast
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView, View
from django.views.generic.base import ContextMixin
from rest_framework.request import Request
from rest_framework.views import APIView

from core import throttles
from core.actors import Actor, Grant
from core.models import Member

PER_PAGE = 20


class LoginForm(AuthenticationForm):
    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": _("That e-mail and password do not go together. Check both, then try again."),
        "throttled": _("Too many attempts. Wait a minute, then try again."),
    }

    def clean(self) -> dict[str, Any]:
        """Count attempts together with `/api/token/`, before the password is checked: guessing is slow on both."""
        if not throttles.LoginAttempts().allow_request(Request(cast("HttpRequest", self.request)), APIView()):
            raise ValidationError(self.error_messages["throttled"], code="throttled")
        return super().clean()


class LoginPage(LoginView):
    form_class = LoginForm
    template_name = "core/login.html"
    redirect_authenticated_user = True

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 429 if form.has_error(NON_FIELD_ERRORS, code="throttled") else 200
        return response


class LogoutPage(LogoutView):
    http_method_names = ["post", "options"]


class UnsupportedPage(TemplateView):
    """Shown to browsers that cannot run our pages."""

    template_name = "core/unsupported.html"


@method_decorator(never_cache, name="dispatch")
class StaffPage(LoginRequiredMixin, ContextMixin, View):
    """A page for members of a company, with times in the zone of the browser (a cookie), else of the company."""

    template_name: str
    grant: ClassVar[Grant] = "interview.read"
    section = "interviews"

    @property
    def member(self) -> Member:
        return self.request.user  # type: ignore[return-value]  # LoginRequiredMixin lets nobody else in

    @property
    def actor(self) -> Actor:
        return self.member.as_actor()

    @property
    def zone(self) -> ZoneInfo:
        named = self.request.COOKIES.get("te_zone", "")
        return ZoneInfo(named if named in available_timezones() else self.member.tenant.time_zone)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.actor.can(self.grant):
            raise PermissionDenied
        with timezone.override(self.zone):
            context = self.get_context_data(section=self.section, zone=self.zone.key, **kwargs)
            return render(request, self.template_name, context)

    def page_of(self, rows: QuerySet[Any]) -> Any:
        return Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))


def find(rows: QuerySet[Any], **key: UUID | str) -> Any:
    """Return the row of this key, for example `pk=…`. Raises Http404, alike for foreign and absent rows."""
    found = rows.filter(**key).first()
    if found is None:
        raise Http404
    return found
