"""What people heard, held against what the log says: the checker of every storm."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.faults.person import Person

Log = dict[Any, list[dict[str, Any]]]


@dataclass
class Findings:
    """How often what must never happen happened. `examples` says where, for a person to look at."""

    lost: int = 0
    duplicated: int = 0
    reordered: int = 0
    gaps: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not (self.lost or self.duplicated or self.reordered or self.gaps)

    def note(self, what: str, count: int, example: object) -> None:
        if count:
            setattr(self, what, getattr(self, what) + count)
            self.examples.append(f"{what}: {example}"[:400])


def check_answers(findings: Findings, said: Sequence[tuple[str, dict[str, Any]]], log: Log) -> None:
    """Each acknowledged text stands in the log once, and where its answer says."""
    times = Counter(event["text"] for frames in log.values() for event in frames if "text" in event)
    for text, answer in said:
        findings.note("duplicated", max(0, times[text] - 1), f"{text} stands in the log {times[text]} times")
        places = answer["events"]
        there = [event["text"] for place in places for event in log[place["stream"]][place["seq"] - 1 : place["seq"]]]
        findings.note("lost", there != [text], f"{text} was acknowledged at {places}, where {there} stands")


def check_hearing(findings: Findings, person: Person, log: Log) -> None:
    """From their first snapshot on they heard every event of their streams, as logged, in order and once."""
    first, *later = person.welcomes
    snapshots = [welcome for welcome in later if welcome["mode"] == "snapshot"]
    findings.note("gaps", len(snapshots), f"{person.seat.name} needed a snapshot: {snapshots[:1]}")
    findings.note("gaps", person.inbox.gaps, f"{person.seat.name} was sent events that did not follow")
    findings.note("duplicated", person.inbox.repeats, f"{person.seat.name} was sent events again")
    for stream, start in first["position"].items():
        heard = [event for event in person.events if event["stream"] == stream]
        expected = log[stream][start:]
        findings.note("reordered", heard != sorted(heard, key=lambda event: int(event["seq"])), person.seat.name)
        missing = {event["seq"] for event in expected} - {event["seq"] for event in heard}
        findings.note("lost", len(missing), f"{person.seat.name} never heard {stream} {sorted(missing)[:10]}")
        findings.note("duplicated", len(heard) - len({event["seq"] for event in heard}), person.seat.name)
        true = {event["id"]: event for event in expected}
        findings.note(
            "reordered", sum(true.get(event["id"]) != event for event in heard), f"{person.seat.name}: frames"
        )
