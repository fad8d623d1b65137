"""Golden logs: folded here and by the browser's `room_state.js` (`tests/js/room_state.test.js`), with one result.

Rewrite them after a change of the fold by `python -m tests.interviews.test_golden_logs`.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from interviews.room import events, state

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
AT = "2026-11-24T09:30:00.123456Z"


def _id(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, name))


ALICE, BOB, CAROL, FIRST, SECOND = map(_id, ("alice", "bob", "carol", "first recording", "second recording"))


def _joined(person: str, name: str, role: str, **facts: object) -> dict[str, Any]:
    entry = {"type": "participant.joined", "participant": person, "name": name, "role": role}
    return entry | {"muted": False, "camera_on": True} | facts


def _of(person: str, kind: str, **facts: object) -> dict[str, Any]:
    return {"type": kind, "participant": person, **facts}


def _recording(recording: str, kind: str, **facts: object) -> dict[str, Any]:
    return {"type": f"recording.{kind}", "recording": recording, **facts}


def _said(channel: str, text: str, to: str | None = None) -> dict[str, Any]:
    return {"type": "chat.sent", "channel": channel, "name": "Alice", "text": text, "to": to}


STORIES: dict[str, list[dict[str, Any]]] = {
    "interview": [
        _of(CAROL, "participant.knocked", name="Carol", role="candidate"),
        _said("lobby", "I am early.", CAROL),
        {"type": "session.started"},
        _joined(ALICE, "Alice", "host"),
        _of(CAROL, "participant.admitted"),
        _joined(CAROL, "Carol", "candidate", muted=True),
        _of(CAROL, "mute.changed", muted=False),
        _of(CAROL, "camera.changed", camera_on=False),
        _of(CAROL, "hand.changed", raised=True),
        _of(ALICE, "screen.changed", sharing=True),
        _of(CAROL, "consent.changed", purpose="recording", granted=True),
        _of(BOB, "consent.changed", purpose="recording", granted=True, version="2026-11-26"),
        _said("room", "Welcome!"),
        _said("staff", "She is good."),
        {"type": "note.added", "name": "Alice", "text": "Asks back."},
        {"type": "question.started", "question": "Tell us about a bug."},
        _of(CAROL, "participant.away"),
        _of(CAROL, "participant.back"),
        {"type": "question.done", "question": "Tell us about a bug."},
        _of(CAROL, "participant.left", reason="leave"),
        {"type": "score.submitted", "member": "1", "revision": 1},
        {"type": "score.amended", "member": "1", "revision": 2},
        {"type": "session.ended"},
    ],
    "recordings": [
        _joined(ALICE, "Alice", "host"),
        _recording(FIRST, "requested"),
        _recording(FIRST, "started"),
        _recording(FIRST, "interrupted"),
        _recording(FIRST, "resumed"),
        _recording(FIRST, "stopped"),
        _recording(SECOND, "requested"),
        _recording(FIRST, "ready", duration_ms=4200, complete=True),
        _recording(SECOND, "started"),
        _recording(SECOND, "stopped"),
        _recording(SECOND, "ready", duration_ms=900, complete=False),
    ],
    "failure": [_joined(ALICE, "Alice", "host"), _recording(FIRST, "requested"), _recording(FIRST, "failed")],
    "doors": [
        _joined(ALICE, "Alice", "host"),
        {"type": "session.locked"},
        _of(BOB, "participant.knocked", name="Bob", role="guest"),
        _of(CAROL, "participant.knocked", name="Carol", role="candidate"),
        *[_said("lobby", f"Message {number}", CAROL) for number in range(25)],
        _said("lobby", "To nobody who waits.", ALICE),
        _of(BOB, "participant.denied"),
        {"type": "door.painted", "stream": "all", "colour": "green"},
        {"type": "session.unlocked"},
        {"type": "session.extended", "ends_at": "2026-11-24T10:45:00Z"},
        {"type": "tags.changed", "tags": ["backend", "senior"]},
        {"type": "score.changed", "member": "1", "criterion": "technical", "value": 4, "stream": "staff"},
        _of(CAROL, "participant.admitted"),
        _joined(CAROL, "Carol", "candidate"),
        _of(CAROL, "participant.removed"),
        _of(BOB, "participant.knocked", name="Bob", role="guest"),
        _of(BOB, "participant.withdrew"),
    ],
}


def frames(story: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The frames of a story as in a log: each stream is numbered without a gap."""
    heads = {"all": 0, "staff": 0}
    for number, line in enumerate(story):
        event = events.read(line)
        stream = event.stream if event else line["stream"]
        heads[stream] += 1
        envelope = {"stream": stream, "seq": heads[stream], "id": _id(f"event {number}"), "at": AT, "by": ALICE}
        yield {"type": line["type"], **envelope, **{k: v for k, v in line.items() if k not in ("type", "stream")}}


def folded(lines: list[str]) -> dict[str, Any]:
    room = state.empty()
    for line in lines:
        event = events.read(json.loads(line))
        if event is not None:
            state.apply(room, event)
    return room.model_dump(mode="json")


@pytest.mark.parametrize("name", STORIES)
def test_the_golden_logs_are_folded_as_they_always_were(name: str) -> None:
    lines = (GOLDEN / f"{name}.jsonl").read_text().splitlines()
    assert lines == [json.dumps(frame) for frame in frames(STORIES[name])]
    assert folded(lines) == json.loads((GOLDEN / f"{name}.json").read_text())


def test_the_golden_logs_hold_every_event_the_fold_knows() -> None:
    covered = {frame["type"] for story in STORIES.values() for frame in story}
    known = set(events.ADAPTER.json_schema()["discriminator"]["mapping"])
    assert known <= covered


if __name__ == "__main__":
    for name, story in STORIES.items():
        lines = [json.dumps(frame) for frame in frames(story)]
        (GOLDEN / f"{name}.jsonl").write_text("\n".join(lines) + "\n")
        (GOLDEN / f"{name}.json").write_text(json.dumps(folded(lines), indent=1) + "\n")
