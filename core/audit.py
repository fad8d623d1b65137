"""The audit trail: one append-only row for every action that somebody may have to account for."""

from typing import Any
from uuid import UUID

from core.actors import Actor
from core.models import AuditEntry


def record(action: str, subject: object, *, by: Actor | None, tenant_id: UUID | None = None, **facts: Any) -> None:
    """Write that `by` did `action` to `subject`; `by=None` is the service itself (a job, the sweeper).

    `facts` are JSON values without a secret, a token or a signed URL. Raises ValueError without a tenant and an actor.
    """
    tenant = tenant_id or (by.tenant_id if by else None)
    if tenant is None:
        raise ValueError("An audit entry belongs to a tenant: name it, or who acted.")
    AuditEntry.objects.create(
        tenant_id=tenant,
        actor=by.pk if by else "system",
        actor_name=by.name if by else "",
        action=action,
        subject=str(subject),
        facts=facts,
    )
