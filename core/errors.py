"""The errors of the domain. The edges turn them, and nothing else, into HTTP responses or `error` frames.

DomainError
├── BadRequest 400        the request can never succeed as it stands
│   ├── Invalid           … because of named fields: {"field": ["sentence"]}
│   └── TenantMismatch    it states another tenant than the caller's
├── Unauthenticated 401
├── Forbidden 403
├── NotFound 404          absent, or another tenant's: both look the same
│   └── PageOutOfRange    a list has no such page
├── Conflict 409          not in this state
│   ├── ConsentRequired   somebody present has not agreed to be recorded
│   └── InterviewEnded
├── Gone 410              the link was revoked or has expired
├── Stale 412             If-Match names an older version
├── TooLarge 413          the body is over MAX_BODY
├── Mismatch 422          the Idempotency-Key was used with another body
├── RateLimited 429
└── Unavailable 503       outcome unknown: repeat with the same id
"""

from collections.abc import Mapping
from typing import Any

MAX_BODY = 1024 * 1024  # bytes


class DomainError(Exception):
    """`code` is stable and for machines, `detail` one English sentence for people."""

    status = 400
    code = "bad_request"
    detail = "The request cannot be understood."
    retry = False

    def __init__(self, detail: str | None = None, *, code: str | None = None) -> None:
        self.detail = detail or self.detail
        self.code = code or self.code
        super().__init__(self.detail)

    @property
    def body(self) -> Any:
        return {"detail": self.detail}


class BadRequest(DomainError):
    pass


class Invalid(BadRequest):
    code = "invalid"

    def __init__(self, fields: Mapping[str, list[str] | str]) -> None:
        self.fields = {name: [text] if isinstance(text, str) else text for name, text in fields.items()}
        super().__init__("; ".join(f"{name}: {' '.join(sentences)}" for name, sentences in self.fields.items()))

    @property
    def body(self) -> Any:
        return self.fields


class TenantMismatch(BadRequest):
    code, detail = "tenant_mismatch", "Tenant ID mismatch."


class Unauthenticated(DomainError):
    status, code, detail = 401, "not_authenticated", "Authentication credentials were not provided."


class Forbidden(DomainError):
    status, code, detail = 403, "forbidden", "You do not have permission to perform this action."


class NotFound(DomainError):
    status, code, detail = 404, "not_found", "Not found."


class PageOutOfRange(NotFound):
    detail = "Invalid page."


class Conflict(DomainError):
    status, code, detail = 409, "conflict", "That is not possible in the present state."


class ConsentRequired(Conflict):
    code, detail = "consent_required", "Everybody present must agree to the recording first."


class InterviewEnded(Conflict):
    code, detail = "session_ended", "This interview has ended."


class Gone(DomainError):
    status, code, detail = 410, "gone", "This link is no longer valid. Ask for a new one."


class Stale(DomainError):
    status, code, detail = (
        412,
        "stale",
        "Somebody changed this in the meantime. Read it again, then repeat your change.",
    )


class TooLarge(DomainError):
    status, code, detail = 413, "too_large", "The request body is larger than 1 MiB."


class Mismatch(DomainError):
    status, code, detail = 422, "idempotency_mismatch", "This Idempotency-Key was used for another request."


class RateLimited(DomainError):
    status, code, detail, retry = 429, "rate_limited", "Request rate limit exceeded.", True


class Unavailable(DomainError):
    status, code, retry = 503, "unavailable", True
    detail = "The service could not answer in time. Repeat the request with the same id."
