"""The store: it takes exactly what was signed and takes it once, gives it back in parts, and lets our pages use it."""

import hashlib
import secrets
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

from core import storage
from core.doctor.examination import Failed, NotApplicable, Probe
from core.middleware import ContentPolicy

BODY = b"The doctor of Talent Engine wrote this, and removes it.\n"
OTHER = BODY[::-1]
CONTENT_TYPE = "video/webm"
TIME_LIMIT = 3.0  # seconds for each answer
READ_AT_MOST = 100_000  # bytes of an answer
DIRECTIVES = ("connect-src", "media-src", "img-src")
LOCAL = {"localhost", "127.0.0.1", "::1"}  # browsers trust these without TLS
ANOTHER_STORE = "Use a store, or a release of it, that checks {what} of a signed PUT; else a tampered or broken upload goes unnoticed."
CORS = "Give the bucket the CORS rule of docs/operations.md (The bucket's CORS rule), with {origin} as its origin."


@dataclass(frozen=True, slots=True)
class StoreAnswer:
    """What the store answered to one request."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class SampleObjects:
    """The probes of one run, and the prefix that all their objects lie below."""

    def __init__(self) -> None:
        self.prefix = f"doctor/{secrets.token_hex(8)}/"
        self.key = f"{self.prefix}right"
        self.is_stored = False

    def connect(self) -> str:
        try:
            storage.probe()
        except storage.StoreError as error:
            status = getattr(error, "response", {}).get("ResponseMetadata", {}).get("HTTPStatusCode")
            fixes = {
                403: "Correct S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, and allow them s3:ListBucket on the bucket.",
                404: "Create the bucket, or correct S3_BUCKET and S3_REGION.",
                301: "Correct S3_REGION: the bucket lies in another one.",
            }
            raise Failed(str(error), fixes.get(status)) from error
        return f"bucket {settings.S3['bucket']} at {storage.origin()}"

    def origin(self) -> str:
        url, _ = self._signed(self.key)
        signed, page = urlsplit(url), urlsplit(settings.BASE_URL)
        origin = f"{signed.scheme}://{signed.netloc}"
        if page.scheme == "https" and signed.scheme == "http" and signed.hostname not in LOCAL:
            fix = "Give the store TLS and set S3_ENDPOINT_URL to https://…: browsers block plain HTTP on a TLS page."
            raise Failed(f"addresses are signed for {origin}", fix)
        allowed = _page_policy()
        if missing := [name for name in DIRECTIVES if origin not in allowed.get(name, ())]:
            raise Failed(f"addresses are signed for {origin}, which {', '.join(missing)} does not allow")
        return origin

    def put(self) -> str:
        answer = self._put(self.key, BODY)
        if answer.status != 200:  # noqa: PLR2004 -- the one right answer
            raise Failed(_describe(answer))
        self.is_stored = True
        return "taken (200)"

    def repeat(self) -> str:
        self._need_object()
        answer = self._put(self.key, BODY)
        if answer.status != 412:  # noqa: PLR2004 -- the one right answer
            raise Failed(_describe(answer))
        return "refused (412)"

    def wrong_bytes(self) -> str:
        return self._refused(OTHER)

    def longer(self) -> str:
        return self._refused(BODY + OTHER)

    def get(self) -> str:
        self._need_object()
        url = storage.presigned_get(self.key, seconds=60, content_type=CONTENT_TYPE)
        answer = _ask("GET", url, {"Range": "bytes=4-9"})
        if answer.status != 206:  # noqa: PLR2004 -- the one right answer
            raise Failed(f"a part was asked for: {_describe(answer)}")
        if answer.body != BODY[4:10] or answer.headers.get("content-type") != CONTENT_TYPE:
            raise Failed(f"other bytes, or {answer.headers.get('content-type')} instead of {CONTENT_TYPE}")
        return "the part asked for (206)"

    def private(self) -> str:
        self._need_object()
        signed = urlsplit(storage.presigned_get(self.key, seconds=60, content_type=CONTENT_TYPE))
        answer = _ask("GET", signed._replace(query="").geturl())
        if answer.status < 400:  # noqa: PLR2004 -- any refusal
            raise Failed(_describe(answer))
        return f"refused ({answer.status})"

    def listing(self) -> str:
        expected = [storage.Stored(self.key, len(BODY))] if self.is_stored else []
        found = list(storage.listed(self.prefix))
        if found != expected:
            names = ", ".join(f"{stored.key.removeprefix(self.prefix)} ({stored.size} bytes)" for stored in found)
            raise Failed(f"{len(found)} objects instead of {len(expected)}: {names or 'none'}")
        return "exactly what was taken"

    def cors(self) -> str:
        origin = page_origin()
        url, headers = self._signed(self.key)
        wanted = {
            "Access-Control-Request-Method": "PUT",
            "Access-Control-Request-Headers": ",".join(sorted(headers)),
        }
        answer = _ask("OPTIONS", url, wanted)
        if answer.status >= 300:  # noqa: PLR2004 -- a browser wants any 2xx
            raise Failed(f"preflight: {_describe(answer)}")
        if answer.headers.get("access-control-allow-origin") not in {origin, "*"}:
            raise Failed(f"a PUT from {origin} is not allowed")
        if not _allows(answer, "methods", {"put"}) or not _allows(answer, "headers", set(headers)):
            raise Failed(f"a PUT with the headers {', '.join(sorted(headers))} is not allowed")
        playing = _ask("GET", storage.presigned_get(self.key, seconds=60, content_type=CONTENT_TYPE))
        if playing.headers.get("access-control-allow-origin") not in {origin, "*"}:
            raise Failed(f"a GET from {origin} is not allowed")
        return f"PUT and GET from {origin} are allowed"

    def clean(self) -> str:
        count = storage.delete(self.prefix)
        if left := [stored.key for stored in storage.listed(self.prefix)]:
            raise Failed(f"{len(left)} objects are still there")
        return f"{count} removed, none left"

    def _signed(self, key: str) -> tuple[str, dict[str, str]]:
        digest = hashlib.sha256(BODY).hexdigest()
        return storage.presigned_put(key, size=len(BODY), sha256=digest, content_type=CONTENT_TYPE)

    def _put(self, key: str, body: bytes) -> StoreAnswer:
        url, headers = self._signed(key)
        return _ask("PUT", url, headers, body)

    def _refused(self, body: bytes) -> str:
        answer = self._put(f"{self.prefix}{hashlib.sha256(body).hexdigest()[:8]}", body)
        if not 400 <= answer.status < 500:  # noqa: PLR2004 -- the caller's mistake, not the store's
            raise Failed(_describe(answer))
        return f"refused ({answer.status})"

    def _need_object(self) -> None:
        if not self.is_stored:
            raise NotApplicable("nothing could be stored")


def page_origin() -> str:
    base = urlsplit(settings.BASE_URL)
    return f"{base.scheme}://{base.netloc}"


def _page_policy() -> dict[str, set[str]]:
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


def _ask(method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes | None = None) -> StoreAnswer:
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


def _allows(answer: StoreAnswer, what: str, needed: set[str]) -> bool:
    allowed = {word.strip().lower() for word in answer.headers.get(f"access-control-allow-{what}", "").split(",")}
    return "*" in allowed or needed <= allowed


def _describe(answer: StoreAnswer) -> str:
    """`403 SignatureDoesNotMatch`: the code inside S3's XML, where there is one."""
    _, found, rest = answer.body.decode(errors="replace").partition("<Code>")
    return f"{answer.status} {rest.partition('</Code>')[0][:60] if found else ''}".strip()


def probes() -> list[Probe]:
    sample = SampleObjects()
    key = f"{settings.S3['prefix']}{sample.prefix}"
    return [
        Probe(
            "store.connect",
            "ask for the bucket",
            sample.connect,
            "Start the store, and set S3_ENDPOINT_URL (for AWS: leave it out, and set S3_REGION) and S3_BUCKET.",
            door=True,
        ),
        Probe(
            "store.origin",
            "compare the host of a signed address with what a page may load",
            sample.origin,
            "Set S3_ENDPOINT_URL and S3_REGION so that addresses are signed for the host that browsers use.",
        ),
        Probe(
            "store.put",
            "PUT the right bytes by a signed address",
            sample.put,
            "Allow the key s3:PutObject, set this machine's clock, and let the proxy before the store keep Host and headers.",
        ),
        Probe(
            "store.repeat",
            "PUT the same object again",
            sample.repeat,
            "Use a store, or a release of it, that keeps If-None-Match: * (412); else a recording can be overwritten.",
        ),
        Probe(
            "store.wrong_bytes",
            "PUT other bytes than were signed",
            sample.wrong_bytes,
            ANOTHER_STORE.format(what="x-amz-checksum-sha256"),
        ),
        Probe(
            "store.longer",
            "PUT more bytes than were signed",
            sample.longer,
            ANOTHER_STORE.format(what="the signed Content-Length"),
        ),
        Probe(
            "store.get",
            "GET a part of the object by a signed address",
            sample.get,
            "Allow the key s3:GetObject, and let the proxy before the store pass Range on: players seek with it.",
        ),
        Probe(
            "store.private",
            "GET the object without a signature",
            sample.private,
            "Make the bucket private (remove public policies, block public access): anybody could watch recordings.",
        ),
        Probe(
            "store.list",
            "list what the probes stored",
            sample.listing,
            "Allow the key s3:ListBucket; use a store that lists at once what it took, and nothing that it refused.",
        ),
        Probe(
            "store.cors",
            "ask as a browser whether our pages may PUT and GET",
            sample.cors,
            CORS.format(origin=page_origin()),
        ),
        Probe(
            "store.clean",
            "remove what the probes stored",
            sample.clean,
            f"Allow the key s3:DeleteObject, and remove everything below {key} by hand.",
            cleans=True,
        ),
    ]
