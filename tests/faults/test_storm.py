"""The short form of `make chaos`, and the proof that its checker sees what it looks for."""

import asyncio
import uuid
from typing import Any

import pytest

from interviews.models import Participant, RoomEvent
from interviews.people import verbs as participants
from tests.faults.conftest import FULL
from tests.faults.history import Findings, check_answers, check_hearing
from tests.faults.person import Person
from tests.faults.scene import Checker, Seat, interview, raise_hands
from tests.faults.stack import Stack
from tests.faults.storm import Storm

SEED = 20251115
SECONDS, KILLS = (60, 50) if FULL else (25, 20)
Said = list[tuple[str, dict[str, Any]]]


async def test_nothing_is_lost_doubled_or_disordered_while_everything_is_killed(stack: Stack) -> None:
    servers = await asyncio.to_thread(stack.ensure, "daphne", "uvicorn", "daphne")
    storm = Storm(stack, servers, SEED, SECONDS, KILLS)
    findings = await storm.run()
    assert findings.sound, (storm.last_line, findings.examples)
    assert sum(storm.kills.values()) >= KILLS


def _word(seq: int) -> dict[str, Any]:
    return {"type": "chat.sent", "stream": "all", "seq": seq, "id": str(seq), "text": f"word {seq}"}


LOG: dict[str, list[dict[str, Any]]] = {"all": [_word(seq) for seq in range(1, 6)], "staff": []}


def _answered(seq: int, text: str) -> tuple[str, dict[str, Any]]:
    return text, {"events": [{"stream": "all", "seq": seq}]}


@pytest.mark.parametrize(
    ("said", "finding"),
    [
        ([_answered(3, "word 3")], ""),
        ([_answered(6, "word 6")], "lost"),
        ([_answered(3, "word 4")], "lost"),
    ],
)
def test_the_checker_sees_a_broken_promise(said: Said, finding: str) -> None:
    findings = Findings()
    check_answers(findings, said, LOG)
    assert _found(findings) == {finding} - {""}


def test_the_checker_sees_a_command_done_twice() -> None:
    findings = Findings()
    twice = [*LOG["all"], _word(6) | {"text": "word 3"}]
    check_answers(findings, [_answered(3, "word 3")], {"all": twice, "staff": []})
    assert _found(findings) == {"duplicated"}


@pytest.mark.parametrize(
    ("heard", "finding"),
    [
        ([3, 4, 5], ""),
        ([3, 5], "lost"),
        ([3, 4], "lost"),
        ([3, 5, 4], "reordered"),
        ([3, 4, 4, 5], "duplicated"),
    ],
)
async def test_the_checker_sees_events_out_of_order(heard: list[int], finding: str) -> None:
    carol = Person(Seat("Carol", uuid.uuid4(), ""), list)
    carol._heard({"type": "welcome", "mode": "snapshot", "position": {"all": 2}})
    for seq in heard:
        carol._heard(_word(seq))
    findings = Findings()
    check_hearing(findings, carol, LOG)
    assert _found(findings) == {finding} - {""}


def test_the_checker_of_logs_sees_a_gap_and_a_row_without_an_event(stack: Stack) -> None:
    held, checker = interview(), Checker()
    participants.enter(held.session_id, held.staff[0].as_actor())
    raise_hands(held, 3)
    log = RoomEvent.objects.filter(session_id=held.session_id, stream="all")
    last = log.latest("seq")
    log.filter(pk=last.pk).update(seq=last.seq + 1)
    with pytest.raises(AssertionError, match="gap"):
        checker.check()
    log.filter(pk=last.pk).update(seq=last.seq)
    checker.check()
    host = Participant.objects.across_tenants().filter(session_id=held.session_id, member=held.staff[0])
    host.update(hand_raised=False)
    checker.check()  # the log has not grown
    with pytest.raises(AssertionError):
        checker.check(all_of_them=True)
    host.update(hand_raised=True)
    checker.check(all_of_them=True)


def _found(findings: Findings) -> set[str]:
    return {example.partition(":")[0] for example in findings.examples}
