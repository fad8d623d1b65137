"""Pages every member of staff needs: logging in, logging out, and plain answers when something is wrong."""

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.utils.translation import gettext_lazy as _


class LoginForm(AuthenticationForm):
    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": _("That e-mail and password do not go together. Check both, then try again."),
    }


class Login(LoginView):
    form_class = LoginForm
    template_name = "core/login.html"
    redirect_authenticated_user = True


class Logout(LogoutView):
    http_method_names = ["post", "options"]
