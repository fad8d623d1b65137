"""The root URLconf, in the order it is searched."""

from django.urls import include, path
from django.views.i18n import JavaScriptCatalog

urlpatterns = [
    path("", include("core.urls")),
    path("", include("interviews.urls")),
    path("", include("hiring.urls")),
    path("jsi18n/", JavaScriptCatalog.as_view(), name="jsi18n"),
]

handler400 = "core.handlers.bad_request"
handler403 = "core.handlers.permission_denied"
handler404 = "core.handlers.page_not_found"
handler500 = "core.handlers.server_error"
