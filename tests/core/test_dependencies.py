"""The health checks of dependencies: reading a state never waits, and no failure ends the checks."""

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


def test_a_dependency_is_unknown_before_its_first_check() -> None:
    assert Dependency("new", lambda: None).state == "unknown"


def test_a_dependency_that_hangs_is_unavailable_until_it_answers() -> None:
    may_answer = threading.Event()
    dependency = Dependency("hanging", may_answer.wait)
    dependency.watch()
    assert dependency.state == "unknown"
    until(lambda: dependency.state == "unavailable")
    may_answer.set()
    until(lambda: dependency.state == "ok")


@pytest.mark.parametrize("failure", [OSError("refused"), ValueError("Invalid endpoint"), SystemError("whatever")])
def test_no_failure_of_a_check_ends_the_checks(failure: Exception) -> None:
    failures = [failure] * 3

    def ask() -> None:
        if failures:
            raise failures.pop()

    dependency = Dependency("failing", ask)
    dependency.watch()
    until(lambda: dependency.state == "ok")
    assert not failures


def test_watching_twice_starts_one_thread() -> None:
    asked_by: set[str] = set()
    dependency = Dependency("watched", lambda: asked_by.add(str(threading.get_ident())))
    for _ in range(20):
        dependency.watch()
    until(lambda: bool(asked_by))
    time.sleep(0.2)
    assert len(asked_by) == 1
