"""Check that every room's log agrees with its tables: fold the log, build the state from the tables, compare.

Reads only, and blocks no room. Ends with code 1 when a room differs.
"""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from interviews.models import VideoSession
from interviews.room import checks


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tenant", metavar="DOMAIN", help="only the rooms of this company, as acme.example")
        parser.add_argument("--session", metavar="ID", type=UUID, help="only the room of this session")

    def handle(self, *_: object, tenant: str | None, session: UUID | None, **__: Any) -> None:
        rooms = _chosen(tenant, session)
        differing = 0
        for session_id, domain in rooms:
            if lines := checks.differences(session_id):
                differing += 1
                self.stdout.write("\n  ".join([f"{session_id} of {domain}", *lines]))
        if differing:
            raise CommandError(f"Rooms checked: {len(rooms)}. Differing from their log: {differing}.", returncode=1)
        self.stdout.write(f"Rooms checked: {len(rooms)}. All agree with their log.")


def _chosen(tenant: str | None, session: UUID | None) -> list[tuple[UUID, str]]:
    chosen = VideoSession.objects.across_tenants().order_by("created_at")
    if tenant is not None:
        chosen = chosen.filter(tenant__domain=tenant.lower())
    if session is not None:
        chosen = chosen.filter(pk=session)
    found = list(chosen.values_list("pk", "tenant__domain"))
    if not found and (tenant or session):
        raise CommandError("There is no such room.")
    return found
