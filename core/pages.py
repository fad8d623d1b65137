"""Pages every member of staff needs: logging in, logging out, and plain answers when something is wrong."""

from typing import Any, cast

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.views import APIView

from core import throttles


class LoginForm(AuthenticationForm):
    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": _("That e-mail and password do not go together. Check both, then try again."),
        "throttled": _("Too many attempts. Wait a minute, then try again."),
    }

    def clean(self) -> dict[str, Any]:
        """Count attempts as `/api/token/` does, before the password is looked at: guessing is slow by either door."""
        if not throttles.Login().allow_request(Request(cast("HttpRequest", self.request)), APIView()):
            raise ValidationError(self.error_messages["throttled"], code="throttled")
        return super().clean()


class Login(LoginView):
    form_class = LoginForm
    template_name = "core/login.html"
    redirect_authenticated_user = True

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        answer = super().form_invalid(form)
        answer.status_code = 429 if form.has_error(NON_FIELD_ERRORS, code="throttled") else 200
        return answer


class Logout(LogoutView):
    http_method_names = ["post", "options"]
