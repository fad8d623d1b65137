"""The store: it takes exactly what was signed and takes it once, gives it back in parts, and lets our pages use it."""

import hashlib
import secrets
from urllib.parse import urlsplit

from django.conf import settings

from core import storage
from core.doctor.browser import StoreAnswer, allows, ask, describe, page_origin, page_policy
from core.doctor.examination import Failed, NotApplicable, Probe

BODY = b"The doctor of Talent Engine wrote this, and removes it.\n"
OTHER = BODY[::-1]
CONTENT_TYPE = "video/webm"
DIRECTIVES = ("connect-src", "media-src", "img-src")
LOCAL = {"localhost", "127.0.0.1", "::1"}  # browsers trust these without TLS
ANOTHER_STORE = "Use a store, or a release of it, that checks {what} of a signed PUT; else a tampered or broken upload goes unnoticed."
CORS = "Give the bucket the CORS rule of docs/operations.md (The bucket's CORS rule), with {origin} as its origin."


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
        allowed = page_policy()
        if missing := [name for name in DIRECTIVES if origin not in allowed.get(name, ())]:
            raise Failed(f"addresses are signed for {origin}, which {', '.join(missing)} does not allow")
        return origin

    def put(self) -> str:
        answer = self._put(self.key, BODY)
        if answer.status != 200:  # noqa: PLR2004 -- the one right answer
            raise Failed(describe(answer))
        self.is_stored = True
        return "taken (200)"

    def repeat(self) -> str:
        self._need_object()
        answer = self._put(self.key, BODY)
        if answer.status != 412:  # noqa: PLR2004 -- the one right answer
            raise Failed(describe(answer))
        return "refused (412)"

    def wrong_bytes(self) -> str:
        return self._refused(OTHER)

    def longer(self) -> str:
        return self._refused(BODY + OTHER)

    def get(self) -> str:
        self._need_object()
        url = storage.presigned_get(self.key, seconds=60, content_type=CONTENT_TYPE)
        answer = ask("GET", url, {"Range": "bytes=4-9"})
        if answer.status != 206:  # noqa: PLR2004 -- the one right answer
            raise Failed(f"a part was asked for: {describe(answer)}")
        if answer.body != BODY[4:10] or answer.headers.get("content-type") != CONTENT_TYPE:
            raise Failed(f"other bytes, or {answer.headers.get('content-type')} instead of {CONTENT_TYPE}")
        return "the part asked for (206)"

    def private(self) -> str:
        self._need_object()
        signed = urlsplit(storage.presigned_get(self.key, seconds=60, content_type=CONTENT_TYPE))
        answer = ask("GET", signed._replace(query="").geturl())
        if answer.status < 400:  # noqa: PLR2004 -- any refusal
            raise Failed(describe(answer))
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
        answer = ask("OPTIONS", url, wanted)
        if answer.status >= 300:  # noqa: PLR2004 -- a browser wants any 2xx
            raise Failed(f"preflight: {describe(answer)}")
        if answer.headers.get("access-control-allow-origin") not in {origin, "*"}:
            raise Failed(f"a PUT from {origin} is not allowed")
        if not allows(answer, "methods", {"put"}) or not allows(answer, "headers", set(headers)):
            raise Failed(f"a PUT with the headers {', '.join(sorted(headers))} is not allowed")
        playing = ask("GET", storage.presigned_get(self.key, seconds=60, content_type=CONTENT_TYPE))
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
        return ask("PUT", url, headers, body)

    def _refused(self, body: bytes) -> str:
        answer = self._put(f"{self.prefix}{hashlib.sha256(body).hexdigest()[:8]}", body)
        if not 400 <= answer.status < 500:  # noqa: PLR2004 -- the caller's mistake, not the store's
            raise Failed(describe(answer))
        return f"refused ({answer.status})"

    def _need_object(self) -> None:
        if not self.is_stored:
            raise NotApplicable("nothing could be stored")


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
