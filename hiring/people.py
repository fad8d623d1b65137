"""Snapshots of persons: the records keep a copy of who acted, as they were at that moment."""

from typing import TypedDict

from core.actors import Actor
from core.members import colleagues
from core.models import Member


class PersonSnapshot(TypedDict):
    id: str
    email: str
    first_name: str
    last_name: str
    job_role: str


def snapshot(person: Actor | Member) -> PersonSnapshot:
    """Copy a person's public data.

    Example: `{"id": "1", "email": "rita@acme.example", "first_name": "Rita", "last_name": "", "job_role": "recruiter"}`.
    """
    return {
        "id": person.id if isinstance(person, Actor) else person.external_id,
        "email": person.email,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "job_role": person.job_role,
    }


def colleague(external_id: str, actor: Actor, *, field: str) -> PersonSnapshot:
    """Find a colleague of the actor and copy their data. Raises Invalid naming `field`, also for other tenants' people."""
    return snapshot(colleagues(actor, [external_id], field=field)[0])
