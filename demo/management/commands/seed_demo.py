"""The demo's data: two companies with their people, open jobs, and one interview with its candidate's link.

AppBrew is the company of the REST document and starts without requisitions, so that the document's first example
gets APP-JR-0001. A second run keeps every row and hands out a fresh link.
"""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from core.actors import MemberRole
from core.models import Member, Tenant
from hiring.requisitions import verbs as requisitions
from hiring.requisitions.models import Requisition
from interviews.invitations import verbs as invitations
from interviews.models import VideoSession
from interviews.sessions import kits
from interviews.sessions import verbs as sessions

PASSWORD = "demo-password-1"  # noqa: S105 -- printed by the demo, which is for one machine
APPBREW = UUID("27f05a25-748e-4a98-9f01-5c479950e215")
COMPANIES: dict[str, dict[str, Any]] = {
    "AppBrew": {"id": APPBREW, "domain": "appbrew.com", "logo_url": "https://appbrew.com/logo.png"},
    "Northwind": {"id": UUID("6f1c0d3e-5a0b-4b7e-9d55-0c1f6f2f7a11"), "domain": "northwind.example"},
}
PEOPLE = {  # company -> e-mail name, first name, last name, job_role, role; the first is user "1"
    "AppBrew": [
        ("support", "Mahummed", "Mahummed", "co-admin", MemberRole.ADMIN),
        ("manager", "Jane", "Smith", "manager", MemberRole.ADMIN),
        ("owner", "Olivia", "Brown", "owner", MemberRole.OWNER),
        ("interviewer", "Ian", "Walker", "senior developer", MemberRole.INTERVIEWER),
        ("reviewer", "Ruth", "Okafor", "head of engineering", MemberRole.REVIEWER),
    ],
    "Northwind": [
        ("owner", "Nora", "Lind", "owner", MemberRole.OWNER),
        ("recruiter", "Rafael", "Costa", "recruiter", MemberRole.RECRUITER),
    ],
}
JOBS = [
    ("Marine Biologist", "full_time", "on_site", "Bergen, Norway", "kr 620,000 to 710,000"),
    ("Data Engineer", "full_time", "remote", "Anywhere in Europe", "€70,000 to €85,000"),
    ("Technical Writer", "part_time", "hybrid", "Rotterdam, Netherlands", "€32 to €38 an hour"),
]


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, help="write there, as JSON, who may log in and where to begin")

    @transaction.atomic
    def handle(self, *_: object, out: Path | None, **__: object) -> None:
        staff = [
            _hired(name, number, person) for name in COMPANIES for number, person in enumerate(PEOPLE[name], start=1)
        ]
        _open_jobs(next(member for member in staff if member.tenant.name == "Northwind"))
        facts: dict[str, Any] = _interview(staff[0], panel=staff[3]) | {"staff": [_login(member) for member in staff]}
        if out is not None:
            out.write_text(json.dumps(facts, indent=1))
        for login in facts["staff"]:
            self.stdout.write(f"{login['email']:<28} {login['role']:<12} {login['password']}")
        self.stdout.write(f"Candidate: {facts['candidate_link']}")


def _hired(company: str, number: int, person: tuple[str, str, str, str, MemberRole]) -> Member:
    fixed = COMPANIES[company]
    tenant = Tenant.objects.filter(pk=fixed["id"]).first()
    if tenant is None:
        tenant = Tenant.objects.create(name=company, code_prefix=Tenant.free_prefix(company), **fixed)
    name, first, last, job_role, role = person
    member = Member.objects.filter(tenant=tenant, external_id=str(number)).first()
    return member or Member.objects.create_user(
        email=f"{name}@{tenant.domain}",
        password=PASSWORD,
        tenant=tenant,
        external_id=str(number),
        first_name=first,
        last_name=last,
        job_role=job_role,
        role=role,
    )


def _login(member: Member) -> dict[str, str]:
    return {"email": member.email, "password": PASSWORD, "role": member.role, "tenant_id": str(member.tenant_id)}


def _open_jobs(owner: Member) -> None:
    by = owner.as_actor()
    if Requisition.objects.of(by).exists():
        return
    for months, (title, job_type, location_type, where, salary) in enumerate(JOBS, start=1):
        fields = {
            "title": title,
            "job_type": job_type,
            "location_type": location_type,
            "job_location": where,
            "salary_range": salary,
            "company_name": owner.tenant.name,
            "job_description": f"{title} wanted for a small team that ships every week.",
            "requirements": ["Three years of practice", "Clear writing"],
            "responsibilities": ["Plan and finish your own work", "Help two colleagues grow"],
            "qualification_requirement": "A degree, or the same in practice",
            "experience_requirement": "Three years in a similar job",
            "documents_required": ["CV", "Cover Letter"],
            "compliance_checklist": [{"name": "References", "description": "Two people you worked with"}],
            "approval_workflow": {"stages": [{"name": "Head of team", "approvers": ["recruiter@northwind.example"]}]},
            "deadline_date": datetime.now(UTC).date() + timedelta(days=45 * months),
        }
        made = requisitions.create(by, fields)
        requisitions.change(made.code, by, {"status": "approved", "publish_status": True})


def _interview(host: Member, *, panel: Member) -> dict[str, str]:
    by = host.as_actor()
    known = VideoSession.objects.of(by).filter(meeting_id="meet_demo").first()
    starts = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    session = known or sessions.create(
        by,
        panel=[panel],
        meeting_id="meet_demo",
        title="Senior Python Developer",
        job_application_id="APP-JA-0001",
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        candidate_name="Carol Jones",
        candidate_email="carol@candidate.example",
        kit=kits.DEFAULT,
    )
    _, link = invitations.invite(session.pk, by, name="Carol Jones", email="carol@candidate.example")
    return {
        "session_id": str(session.pk),
        "candidate_link": link,
        "review_url": f"{settings.BASE_URL}/interviews/{session.pk}/recording/",
    }
