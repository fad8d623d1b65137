"""The watch over what a server can do without: nobody who asks it waits, and nothing that a part does ends it."""

import threading
import time
from collections.abc import Callable

import pytest

from core import dependencies
from core.dependencies import Dependency


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dependencies, "INTERVAL", 0.05)
    monkeypatch.setattr(dependencies, "INTERVAL_WHILE_AWAY", 0.01)
    monkeypatch.setattr(dependencies, "TIMEOUT", 0.2)


def until(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not happens():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def test_a_part_is_unknown_before_its_first_answer() -> None:
    assert Dependency("new", lambda: None).state == "unknown"


def test_a_part_that_never_answers_counts_as_away_and_is_ok_once_it_does() -> None:
    may_answer = threading.Event()
    part = Dependency("hanging", may_answer.wait)
    part.watch()
    assert part.state == "unknown"
    until(lambda: part.state == "unavailable")
    may_answer.set()
    until(lambda: part.state == "ok")


@pytest.mark.parametrize("failure", [OSError("refused"), ValueError("Invalid endpoint"), SystemError("whatever")])
def test_no_failure_ends_the_watch(failure: Exception) -> None:
    failures = [failure] * 3

    def ask() -> None:
        if failures:
            raise failures.pop()

    part = Dependency("failing", ask)
    part.watch()
    until(lambda: part.state == "ok")
    assert not failures


def test_one_thread_watches_however_often_it_is_asked_for() -> None:
    asked_by: set[str] = set()
    part = Dependency("watched", lambda: asked_by.add(str(threading.get_ident())))
    for _ in range(20):
        part.watch()
    until(lambda: bool(asked_by))
    time.sleep(0.2)
    assert len(asked_by) == 1
