"""Who did something, as the records keep it: a snapshot of the person at that moment."""

from typing import TypedDict

from core.actors import Actor
from core.members import colleagues
from core.models import Member


class Person(TypedDict):
    id: str
    email: str
    first_name: str
    last_name: str
    job_role: str


def snapshot(who: Actor | Member) -> Person:
    return {
        "id": who.id if isinstance(who, Actor) else who.external_id,
        "email": who.email,
        "first_name": who.first_name,
        "last_name": who.last_name,
        "job_role": who.job_role,
    }


def named(external_id: str, *, field: str, by: Actor) -> Person:
    """Find a colleague of the same tenant. Raises Invalid naming `field`; other tenants' people do not exist here."""
    return snapshot(colleagues(by, [external_id], field=field)[0])
