"""Run probes within their time limits, and turn whatever happens into findings."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import ClassVar, Literal

from core.doctor.masking import hide

Result = Literal["ok", "warning", "failed", "skipped"]
LIMIT = 5.0  # seconds
LONGEST_TEXT = 400  # of an error that a library reports


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing to try. `check` returns what it saw, or raises Failed, Warned or NotApplicable.

    Any other exception counts as a failure, and so does no answer within `limit` seconds. `fix` is the default advice.
    A `door` that fails, and any probe that hangs, make the later probes of the part skipped; but not one that `cleans`.
    """

    name: str
    tries: str
    check: Callable[[], str]
    fix: str
    limit: float = LIMIT
    door: bool = False
    cleans: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """The finding of one probe. `fix` is empty when there is nothing to do."""

    probe: str
    tried: str
    result: Result
    seen: str
    fix: str = ""
    seconds: float = 0.0


class Verdict(Exception):
    """A probe's finding that is not simply good, with the fix where it differs from the probe's own."""

    result: ClassVar[Result]

    def __init__(self, seen: str, fix: str | None = None) -> None:
        super().__init__(seen)
        self.seen, self.fix = seen, fix


class Failed(Verdict):
    result = "failed"


class Warned(Verdict):
    result = "warning"


class NotApplicable(Verdict):
    """There is nothing to try; a fix is only shown where one is given."""

    result = "skipped"

    def __init__(self, seen: str, fix: str = "") -> None:
        super().__init__(seen, fix)


def run(parts: Sequence[Sequence[Probe]]) -> Iterator[Finding]:
    """Examine all parts at the same time; yield the findings of each as soon as those before are there."""
    with ThreadPoolExecutor(max_workers=len(parts) or 1) as pool:
        for findings in pool.map(_examine, parts):
            yield from findings


def _examine(part: Iterable[Probe]) -> list[Finding]:
    """Run the probes of one part one after another."""
    findings: list[Finding] = []
    skipped_because = ""
    shut = False
    for probe in part:
        if skipped_because and (shut or not probe.cleans):
            findings.append(Finding(probe.name, probe.tries, "skipped", skipped_because))
            continue
        finding, hung = _try(probe)
        findings.append(finding)
        if hung or (probe.door and finding.result == "failed"):
            skipped_because = f"not tried, because of {probe.name}"
            shut = shut or probe.door
    return findings


def _try(probe: Probe) -> tuple[Finding, bool]:
    """Run it on a daemon thread, which is left behind if it hangs: the process can end without it."""
    answer: Future[Finding] = Future()
    began = time.monotonic()
    threading.Thread(target=lambda: answer.set_result(_judge(probe, began)), name=probe.name, daemon=True).start()
    try:
        return answer.result(probe.limit), False
    except TimeoutError:
        seen = f"no answer within {probe.limit:g} s"
        return Finding(probe.name, probe.tries, "failed", seen, hide(probe.fix), probe.limit), True


def _judge(probe: Probe, began: float) -> Finding:
    result: Result = "ok"
    fix = ""
    try:
        seen = probe.check()
    except Verdict as verdict:
        result, seen, fix = verdict.result, verdict.seen, probe.fix if verdict.fix is None else verdict.fix
    except Exception as error:  # noqa: BLE001 -- whatever breaks a probe is what it found
        result, seen, fix = "failed", _sentence(error), probe.fix
    return Finding(probe.name, probe.tries, result, hide(seen), hide(fix), round(time.monotonic() - began, 3))


def _sentence(error: Exception) -> str:
    text = hide(" ".join(str(error).split()))  # before it is cut, which could cut a secret in two
    return f"{type(error).__name__}: {text[:LONGEST_TEXT]}"
