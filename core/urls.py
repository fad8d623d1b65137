"""Login (pages and tokens), the probes and the API's documentation."""

from django.urls import path

from core import exposition, health, pages, schema, token_views

urlpatterns = [
    path("login/", pages.LoginPage.as_view(), name="login"),
    path("logout/", pages.LogoutPage.as_view(), name="logout"),
    path("unsupported/", pages.UnsupportedPage.as_view(), name="unsupported"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", exposition.metrics, name="metrics"),
    path("api/token/", token_views.Obtain.as_view(), name="token"),
    path("api/token/refresh/", token_views.Refresh.as_view(), name="token-refresh"),
    path("api/token/verify/", token_views.Verify.as_view(), name="token-verify"),
    path("api/token/logout/", token_views.TokenLogout.as_view(), name="token-logout"),
    path("api/schema/", schema.SchemaView.as_view(), name="schema"),
    path("api/docs/", schema.DocsPage.as_view(), name="docs"),
]
