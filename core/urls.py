"""Login (pages and tokens), the probes and the API's documentation."""

from django.urls import path
from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView, TokenVerifyView

from core import exposition, health, pages, schema
from core.throttles import LoginAttempts

urlpatterns = [
    path("login/", pages.LoginPage.as_view(), name="login"),
    path("logout/", pages.LogoutPage.as_view(), name="logout"),
    path("unsupported/", pages.UnsupportedPage.as_view(), name="unsupported"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", exposition.metrics, name="metrics"),
    path("api/token/", TokenObtainPairView.as_view(throttle_classes=[LoginAttempts]), name="token"),
    path("api/token/refresh/", TokenRefreshView.as_view(throttle_classes=[LoginAttempts]), name="token-refresh"),
    path("api/token/verify/", TokenVerifyView.as_view(throttle_classes=[LoginAttempts]), name="token-verify"),
    path("api/schema/", schema.SchemaView.as_view(), name="schema"),
    path("api/docs/", schema.DocsPage.as_view(), name="docs"),
]
