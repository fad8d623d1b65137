"""Prove what this installation promises, on its real parts, and print the fix for each failure.

Nothing is changed but objects below one temporary prefix in the store, which are removed. Exit code 1: something failed.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from core.doctor import Finding, configuration, database, mail, messages, run, store, turn, worker
from interviews.models import Participant
from interviews.room import ice
from interviews.vocabulary import Role

MARKS = {"ok": "ok", "warning": "warning", "failed": "FAILED", "skipped": "skipped"}


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = []  # they are among the probes

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--send-to", metavar="ADDRESS", help="send a test mail there, too")

    def handle(self, *_: object, json: bool, send_to: str | None, **__: Any) -> None:
        findings = _findings(send_to)
        failed = self._write_json(findings) if json else self._write(findings)
        if failed:
            sys.exit(1)

    def _write(self, findings: Iterator[Finding]) -> bool:
        counts = dict.fromkeys(MARKS, 0)
        for finding in findings:
            counts[finding.result] += 1
            self.stdout.write(f"{MARKS[finding.result]:<8} {finding.probe:<20} {finding.tried}: {finding.seen}")
            if finding.fix:
                self.stdout.write(f"{'':<8} Fix: {finding.fix}")
        self.stdout.write(", ".join(f"{count} {result}" for result, count in counts.items()))
        return counts["failed"] > 0

    def _write_json(self, findings: Iterator[Finding]) -> bool:
        found = [asdict(finding) for finding in findings]
        failed = any(finding["result"] == "failed" for finding in found)
        self.stdout.write(json.dumps({"ok": not failed, "findings": found}, indent=1))
        return failed


def _findings(send_to: str | None) -> Iterator[Finding]:
    """Examine each part beside the others; the workers are found through the database, so after it."""
    somebody = Participant(role=Role.HOST)  # staff are given every ICE server
    return run(
        [
            configuration.probes(),
            [*database.probes(), *worker.probes()],
            messages.probes(),
            store.probes(),
            mail.probes(send_to),
            *turn.parts(ice.servers(somebody)),
        ]
    )
