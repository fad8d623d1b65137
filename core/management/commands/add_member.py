"""Give a person of staff an account, and their company a place, if it has none yet."""

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_domain_name, validate_email
from django.db import transaction

from core.actors import MemberRole
from core.models import Member, Tenant


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tenant", required=True, metavar="DOMAIN", help="the company's domain, as acme.example")
        parser.add_argument(
            "--tenant-name", default="", help="name of a company that is new here (default: the domain)"
        )
        parser.add_argument("--email", required=True)
        parser.add_argument("--role", required=True, choices=[role.value for role in MemberRole])
        parser.add_argument("--first-name", default="")
        parser.add_argument("--last-name", default="")
        parser.add_argument("--job-role", default="", help="their title, free text")
        parser.add_argument("--user-id", default="", help="their id in the API (default: the next free number)")
        parser.add_argument("--password-stdin", action="store_true", help="read the password there instead of asking")

    @transaction.atomic
    def handle(self, *_: object, **options: Any) -> None:
        _refuse_mistakes(options)
        tenant = _tenant(options["tenant"].lower(), options["tenant_name"])
        named = {name: options[name] for name in ("first_name", "last_name", "job_role", "role")}
        member = Member(
            tenant=tenant, email=options["email"], external_id=options["user_id"] or _free_id(tenant), **named
        )
        member.set_password(_password(member, from_stdin=options["password_stdin"]))
        member.save()
        self.stdout.write(f"{member.email} is now {member.role} of {tenant.name} (user_id {member.external_id}).")


def _refuse_mistakes(options: dict[str, Any]) -> None:
    try:
        validate_email(options["email"])
        validate_domain_name(options["tenant"])
    except ValidationError as error:
        raise CommandError(f"{' '.join(error.messages)} ({options['email']}, {options['tenant']})") from error
    if Member.objects.filter(email__iexact=options["email"]).exists():
        raise CommandError(f"{options['email']} has an account already.")
    same_id = Member.objects.filter(tenant__domain=options["tenant"].lower(), external_id=options["user_id"])
    if options["user_id"] and same_id.exists():
        raise CommandError(f"user_id {options['user_id']} is taken in {options['tenant']}.")


def _tenant(domain: str, name: str) -> Tenant:
    known = Tenant.objects.filter(domain=domain).first()
    name = name or domain
    return known or Tenant.objects.create(domain=domain, name=name, code_prefix=Tenant.free_prefix(name))


def _free_id(tenant: Tenant) -> str:
    taken = Member.objects.filter(tenant=tenant).values_list("external_id", flat=True)
    return str(1 + max((int(external_id) for external_id in taken if external_id.isdecimal()), default=0))


def _password(member: Member, *, from_stdin: bool) -> str:
    password = sys.stdin.readline().rstrip("\r\n") if from_stdin else getpass(f"Password for {member.email}: ")
    try:
        validate_password(password, member)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    return password
