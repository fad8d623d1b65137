"""The OpenAPI document with every response an operation may give, and the two views that serve it."""

import re
from functools import cache
from typing import Any, Literal

import orjson
from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.mixins import UserPassesTestMixin
from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from core.api import View
from core.lists import ListView
from core.throttles import PerAddress

_DETAIL = {"type": "object", "properties": {"detail": {"type": "string"}}, "required": ["detail"]}
_SENTENCES = {
    "401": "No credentials, or none that are valid.",
    "403": "The caller has not the right.",
    "404": "Not there, or another company's.",
    "409": "Not possible in the present state.",
    "410": "The link is no longer valid.",
    "412": "If-Match names an older version.",
    "413": "The body is larger than 1 MiB.",
    "415": "The body is not JSON.",
    "422": "The Idempotency-Key was used for another request.",
    "429": "Too many requests; Retry-After says how long to wait.",
    "503": "The outcome is unknown: repeat with the same id.",
}
_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": "^[\\x21-\\x7e]{1,200}$"},
    OpenApiParameter.HEADER,
    description="Repeat a request safely: it acts once and answers the same for 24 hours.",
)
_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "pattern": '^(\\*|(W/)?"[0-9]{1,9}")$'},
    OpenApiParameter.HEADER,
    description="The ETag one has read; refuses to overwrite what somebody else changed since.",
)


class Schema(AutoSchema):
    """Adds what holds for every view: security, headers, refusals."""

    def get_operation_id(self) -> str:
        """`requisitions_code_patch`: from the path, so that it is unique and no refactoring changes it."""
        words = re.findall(r"[a-z0-9]+", self.path.lower().removeprefix("/api/").removeprefix("talent-engine/"))
        return "_".join([*words, self.method.lower()])

    def _is_list_view(self, serializer: Any = None) -> bool:
        if isinstance(self.view, ListView):
            return bool(self.method == "GET")
        return bool(super()._is_list_view(serializer))

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix("/api/").removeprefix("talent-engine/").split("/")[0]]

    def get_auth(self) -> list[dict[str, list[str]]]:
        """Each authenticator names its entry of `securitySchemes` (config.settings); `{}` means none is needed."""
        authenticators: Any = self.view.authentication_classes
        schemes = sorted({found.security_scheme for found in authenticators})
        known: list[dict[str, list[str]]] = [{scheme: []} for scheme in schemes]
        return [*known, {}] if self._is_public() else known

    def _is_public(self) -> bool:
        asked = self.view.permission_classes
        return not asked or any(found is AllowAny for found in asked)

    def _marked(self, name: str) -> bool:
        return getattr(getattr(self.view, self.method.lower(), None), name, False)

    def get_override_parameters(self) -> list[Any]:
        extra = [_KEY] if self._marked("is_idempotent") else []
        extra += [_MATCH] if self._marked("honours_if_match") else []
        return [*super().get_override_parameters(), *extra]

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        content = {"application/json": {"schema": _DETAIL}}
        # {"detail": …}, {"field": ["sentence"]} or, for arrays, a list of those.
        anything: dict[str, Any] = {"application/json": {"schema": {}}}
        refusals = {status: {"description": _SENTENCES[status], "content": content} for status in self._refusals()}
        return {"400": {"description": "Fields or parameters are wrong.", "content": anything}} | refusals | bodies

    def _refusals(self) -> list[str]:
        found = ["401", "403", "404", "429", "503"]
        if self.method in {"POST", "PUT", "PATCH"}:
            found += ["409", "410", "413", "415"]
        found += ["422"] if self._marked("is_idempotent") else []
        found += ["412"] if self._marked("honours_if_match") else []
        return found


class _AlwaysJson(DefaultContentNegotiation):
    """Ignores the Accept header: browsers ask for HTML, and get the document."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class SchemaView(View):
    """OpenAPI 3.0 as JSON, generated once a process."""

    content_negotiation_class = _AlwaysJson
    throttle_classes = (PerAddress,)

    def get_permissions(self) -> Any:
        return [] if settings.DOCS_PUBLIC else super().get_permissions()

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        return HttpResponse(document(), content_type="application/json")


@cache
def document() -> bytes:
    """Return the OpenAPI document of every REST operation, as indented JSON."""
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # drf-spectacular's
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2) + b"\n"


# Swagger UI writes style attributes; a nonce in the same directive would disable 'unsafe-inline'.
@method_decorator(csp_replace({"style-src": [SELF, UNSAFE_INLINE]}), name="dispatch")
class DocsPage(UserPassesTestMixin, TemplateView):
    """Swagger UI from our own files."""

    template_name = "core/docs.html"

    def test_func(self) -> bool:
        return bool(settings.DOCS_PUBLIC or self.request.user.is_authenticated)
