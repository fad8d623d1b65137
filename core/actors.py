"""The actor: one immutable value made at the edge, handed to every verb; and the one table of roles and grants."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal
from uuid import UUID


class MemberRole(StrEnum):
    """A member's place in the company; the part in one interview is `interviews.vocabulary.Role`."""

    OWNER = "owner"
    ADMIN = "admin"
    RECRUITER = "recruiter"
    INTERVIEWER = "interviewer"
    REVIEWER = "reviewer"


Grant = Literal[
    "close",
    "compliance.check_for",
    "compliance.write",
    "interview.create",
    "interview.host",
    "interview.join_any",
    "interview.read",
    "invitation.send",
    "purge",
    "recording.play",
    "request.approve",
    "request.create",
    "requisition.approve",
    "requisition.approve_for",
    "requisition.read",
    "requisition.write",
    "score.reveal",
    "score.write",
]
Grants = frozenset[Grant]

_EVERYBODY: Grants = frozenset(
    {"interview.read", "score.reveal", "recording.play", "requisition.read", "request.create"}
)
_PANEL: Grants = _EVERYBODY | {"score.write"}
_RECRUITER: Grants = _PANEL | {
    "interview.create",
    "interview.join_any",
    "interview.host",
    "invitation.send",
    "requisition.write",
    "compliance.write",
    "close",
}
_ADMIN: Grants = _RECRUITER | {
    "requisition.approve",
    "requisition.approve_for",
    "compliance.check_for",
    "request.approve",
}

GRANTS: Mapping[MemberRole, Grants] = {
    MemberRole.REVIEWER: _EVERYBODY,
    MemberRole.INTERVIEWER: _PANEL | {"interview.create", "invitation.send"},
    MemberRole.RECRUITER: _RECRUITER,
    MemberRole.ADMIN: _ADMIN,
    MemberRole.OWNER: _ADMIN | {"purge"},
}
SERVICE_GRANTS: Grants = frozenset({"close"})


@dataclass(frozen=True, slots=True)
class Actor:
    """A member of staff, a guest who came by a personal link, or another service.

    `id` is the member's external id (unique in the tenant) or the guest's id; names are copies, kept in records.
    """

    kind: Literal["member", "guest", "service"]
    tenant_id: UUID
    id: str
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    job_role: str = ""
    role: MemberRole | None = None
    member_pk: int | None = None
    guest_id: UUID | None = None
    tenant_domain: str = ""
    # When the credential shown expires, in seconds since 1970.
    good_until: float | None = field(default=None, compare=False)
    # Fencing token of the connection acted through; commands of the person's older connections are refused.
    generation: int | None = None

    is_authenticated = True  # read by DRF on `request.user`
    is_active = True

    @property
    def pk(self) -> str:
        """The key of the actor across tenants, for throttles and stored responses: `member:<tenant id>:<id>`."""
        return f"{self.kind}:{self.tenant_id}:{self.id}"

    @property
    def is_member(self) -> bool:
        return self.kind == "member"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email

    def can(self, grant: Grant) -> bool:
        if self.kind == "service":
            return grant in SERVICE_GRANTS
        return self.role is not None and grant in GRANTS[self.role]
