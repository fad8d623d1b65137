"""Examine single probes of the doctor."""

from collections.abc import Sequence

from core.doctor import Finding, Probe, run

SECRETS = {
    "SECRET_KEY": "correct-horse-battery-staple-0123456789-abcdefghijklmnop",
    "TURN_SECRET": "relay-secret-of-the-doctors-test",
}


def by_name(findings: Sequence[Finding]) -> dict[str, Finding]:
    return {finding.probe: finding for finding in findings}


def examined(*probes: Probe) -> dict[str, Finding]:
    return by_name(list(run([probes])))


def results(findings: dict[str, Finding]) -> dict[str, str]:
    return {name: finding.result for name, finding in findings.items()}
