"""The people of every test: alice interviews, bob sits on her panel, carol is the candidate by link.

Mallory belongs to another company. Olivia owns ours, adam administers it, rita recruits, vera only reviews.
"""

from core.actors import Actor
from core.models import Member, Tenant
from interviews.models import Participant

PASSWORD = "correct horse battery"
STAFF = {
    "alice": "interviewer",
    "bob": "interviewer",
    "olivia": "owner",
    "adam": "admin",
    "rita": "recruiter",
    "vera": "reviewer",
}


def hire(name: str, tenant: Tenant, *, role: str, number: int) -> Member:
    return Member.objects.create_user(
        email=f"{name}@{tenant.domain}",
        password=PASSWORD,
        tenant=tenant,
        external_id=str(number),
        first_name=name.title(),
        last_name=tenant.name,
        job_role=role,
        role=role,
    )


def found(name: str, domain: str) -> Tenant:
    return Tenant.objects.create(name=name, domain=domain, code_prefix=Tenant.free_prefix(name))


def as_guest(person: Participant) -> Actor:
    """The actor that a guest's token gives."""
    return Actor(
        kind="guest",
        tenant_id=person.tenant_id,
        id=str(person.pk),
        guest_id=person.pk,
        first_name=person.first_name,
        email=person.email,
    )
