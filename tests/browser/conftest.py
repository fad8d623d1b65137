"""Real browsers against the real service; any console error, policy violation or foreign request fails the test."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection, connections
from playwright.sync_api import Playwright, sync_playwright

from core import storage
from core.models import Member
from interviews.invitations import verbs as invitations
from interviews.models import VideoSession
from tests.browser.person import ALLOWS, Person, at_a_browser
from tests.browser.site import Site, serving
from tests.static import collect_static

# Playwright's synchronous API runs a loop in this thread, and Django would refuse to touch the database beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

Sit = Callable[..., Person]


@pytest.fixture(scope="session")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("static")
    collect_static(folder)
    return folder


@pytest.fixture(scope="package")  # not longer: in other tests a second worker would take jobs that are not its own
def programs(django_db_setup: None, static: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Web server and worker serve all tests, one after another: starting them takes five seconds."""
    with serving(static, tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture
def site(programs: Site, transactional_db: None) -> Iterator[Site]:
    yield programs.for_the_next_test()
    # The programs live on while the tables are emptied for the next test: of two that wait for each other, they give way.
    with connection.cursor() as cursor:
        cursor.execute("SET deadlock_timeout = '60s'")


@pytest.fixture
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started
        connections.close_all()  # beside Playwright's loop Django opens one of its own, which nobody else would close


@pytest.fixture
def sit(site: Site, playwright: Playwright) -> Iterator[Sit]:
    """Open a browser for one more person."""
    hosts = {urlsplit(site.url).netloc, urlsplit(storage.origin()).netloc}
    people: list[Person] = []
    with ExitStack() as stack:

        def somebody(answer: str = ALLOWS) -> Person:
            person = stack.enter_context(at_a_browser(playwright, site=site.url, hosts=hosts, answer=answer))
            people.append(person)
            return person

        yield somebody
    assert [trouble for person in people for trouble in person.troubles] == []


@pytest.fixture
def carols_link(site: Site, interview: VideoSession, alice: Member) -> str:
    """The path and fragment of the personal link that alice sends."""
    _, link = invitations.invite(interview.pk, alice.as_actor(), name="Carol Danvers", email="carol@home.example")
    return link.removeprefix(settings.BASE_URL)


def until(happens: Callable[[], object], *, within: float = 20, every: float = 0.1) -> None:
    """Wait for a condition that no page can wait for."""
    deadline = time.monotonic() + within
    while not happens():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(every)
