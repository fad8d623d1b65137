"""Requests as a browser on one of our pages makes them, and what such a page may load."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPMessage
from typing import IO
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from core.middleware import ContentPolicy

TIME_LIMIT = 3.0  # seconds for each answer
READ_AT_MOST = 100_000  # bytes of an answer


@dataclass(frozen=True, slots=True)
class StoreAnswer:
    """The store's answer to one request."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def page_origin() -> str:
    base = urlsplit(settings.BASE_URL)
    return f"{base.scheme}://{base.netloc}"


def page_policy() -> dict[str, set[str]]:
    """Directive → sources, of a page's Content-Security-Policy as it is really sent."""
    request = HttpRequest()
    request.method, request.path = "GET", "/"
    response = ContentPolicy(lambda _: HttpResponse()).process_response(request, HttpResponse())
    policy = response.headers["Content-Security-Policy"]
    directives = [part.split() for part in policy.split(";") if part.strip()]
    return {words[0]: set(words[1:]) for words in directives}


class _NoRedirect(HTTPRedirectHandler):
    """A page's policy allows the signed address only: a browser would not follow."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Refuse; the answer itself is then what was seen."""


def ask(method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes | None = None) -> StoreAnswer:
    """Ask as a browser on one of our pages does."""
    sent = {"Origin": page_origin(), **(headers or {})}
    request = Request(url, data=body, headers=sent, method=method)  # noqa: S310 -- an address that we signed
    try:
        with build_opener(_NoRedirect).open(request, timeout=TIME_LIMIT) as response:
            return _read(response.status, response.headers, response)
    except HTTPError as error:
        with error:
            return _read(error.code, error.headers, error)


def _read(status: int, headers: Message, stream: IO[bytes]) -> StoreAnswer:
    named = {name.lower(): value for name, value in headers.items()}
    return StoreAnswer(status, named, stream.read(READ_AT_MOST))


def allows(answer: StoreAnswer, what: str, needed: set[str]) -> bool:
    allowed = {word.strip().lower() for word in answer.headers.get(f"access-control-allow-{what}", "").split(",")}
    return "*" in allowed or needed <= allowed


def describe(answer: StoreAnswer) -> str:
    """`403 SignatureDoesNotMatch`: the code inside S3's XML, where there is one."""
    _, found, rest = answer.body.decode(errors="replace").partition("<Code>")
    return f"{answer.status} {rest.partition('</Code>')[0][:60] if found else ''}".strip()
