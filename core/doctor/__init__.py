"""Prove what an installation promises, on its real parts: each probe tries one thing and knows the fix for its failure.

    for finding in run([database.probes(), store.probes()]):
        print(finding.result, finding.probe, finding.seen, finding.fix)

Nothing is changed but objects below one temporary prefix in the store, which are removed again. Every probe has a time
limit, and no text of a finding holds a secret.
"""

from core.doctor.examination import Failed, Finding, NotApplicable, Probe, Result, Warned, run

__all__ = ["Failed", "Finding", "NotApplicable", "Probe", "Result", "Warned", "run"]
