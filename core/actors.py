"""Who acts: one immutable value made at the edge, handed to every verb; and the one role → grant table."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal
from uuid import UUID


class Role(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    RECRUITER = "recruiter"
    INTERVIEWER = "interviewer"
    REVIEWER = "reviewer"


_EVERYBODY = frozenset({"interview.read", "score.reveal", "recording.play", "requisition.read", "request.create"})
_INTERVIEWER = _EVERYBODY | {"interview.join", "score.write"}
_RECRUITER = _INTERVIEWER | {
    "interview.create",
    "interview.join_any",
    "interview.host",
    "invitation.send",
    "requisition.write",
    "compliance.write",
    "close",
}
_ADMIN = _RECRUITER | {
    "requisition.approve",
    "requisition.approve_for",
    "compliance.check_for",
    "request.approve",
    "recording.delete",
}

GRANTS: dict[Role, frozenset[str]] = {
    Role.REVIEWER: _EVERYBODY,
    Role.INTERVIEWER: _INTERVIEWER | {"interview.create", "invitation.send"},
    Role.RECRUITER: _RECRUITER,
    Role.ADMIN: _ADMIN,
    Role.OWNER: _ADMIN | {"purge", "member.manage"},
}
SERVICE_GRANTS = frozenset({"close"})


@dataclass(frozen=True, slots=True)
class Actor:
    """A member of staff, a guest who came by a personal link, or another service.

    `id` is the member's external id (unique in the tenant) or the guest's id; names are a snapshot for records.
    """

    kind: Literal["member", "guest", "service"]
    tenant_id: UUID
    id: str
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    job_role: str = ""
    role: Role | None = None
    member_pk: int | None = None
    guest_id: UUID | None = None
    tenant_domain: str = ""
    good_until: float | None = field(
        default=None, compare=False
    )  # when the credential shown expires, seconds since 1970
    generation: int | None = None  # of the connection it acts through; an older one of the same person may not act

    is_authenticated = True  # what DRF asks of `request.user`
    is_active = True

    @property
    def pk(self) -> str:
        """Identifies the actor across tenants: throttles and stored answers are keyed by it."""
        return f"{self.kind}:{self.tenant_id}:{self.id}"

    @property
    def is_member(self) -> bool:
        return self.kind == "member"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email

    def can(self, grant: str) -> bool:
        if self.kind == "service":
            return grant in SERVICE_GRANTS
        return self.role is not None and grant in GRANTS[self.role]
