"""Real processes on services of their own. The suite runs at a tenth of the timings, `make faults` at all of them."""

import os
from collections.abc import Callable, Iterator, Sequence

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.faults import scene
from tests.faults.person import Person
from tests.faults.scene import Checker, Seat
from tests.faults.stack import Door, Server, Stack, standing

Come = Callable[[Seat, Sequence[Door]], Person]

FULL = bool(os.environ.get("TE_FAULTS_FULL"))
SCALE = 1.0 if FULL else 0.1
SLACK = 2.0 if FULL else 6.0  # what a busy machine may add to any bound


def within(seconds: float) -> float:
    """A bound of the protocol, at this run's scale."""
    return seconds * SCALE + SLACK


@pytest.fixture(scope="session")
def standing_stack(django_db_blocker: DjangoDbBlocker) -> Iterator[Stack]:
    with standing(scale=SCALE) as stack:
        with django_db_blocker.unblock(), scene.at(stack.database, stack.redis_url):
            scene.migrate()
        yield stack


@pytest.fixture(scope="session")
def checker(standing_stack: Stack, django_db_blocker: DjangoDbBlocker) -> Iterator[Checker]:
    """Remembers what it has folded; at the end it looks at all tables once more."""
    checker = Checker()
    yield checker
    with django_db_blocker.unblock(), scene.at(standing_stack.database, standing_stack.redis_url):
        checker.check(all_of_them=True)


@pytest.fixture
def stack(standing_stack: Stack, checker: Checker, django_db_blocker: DjangoDbBlocker) -> Iterator[Stack]:
    """Everything is whole before each test, and every log is sound after it."""
    with django_db_blocker.unblock(), scene.at(standing_stack.database, standing_stack.redis_url):
        yield standing_stack
        standing_stack.mend()
        checker.check()


@pytest.fixture(params=["daphne", "uvicorn"] if FULL else ["daphne"])
def program(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def servers(stack: Stack, program: str) -> list[Server]:
    """Two processes, whole."""
    return stack.ensure(program, program)


@pytest.fixture
def come(servers: list[Server]) -> Come:
    """Somebody who goes through the first door that opens."""
    return lambda seat, doors: Person(seat, lambda: doors)
