"""The cast, clients that act for them, and the invariant that every test which calls a verb must keep."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

import pytest
from django.conf import settings as django_settings
from procrastinate.contrib.django.models import ProcrastinatePeriodicDefer
from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import Token

from core.jobs import QueuedJob
from core.models import Member, Tenant
from core.tokens import GuestToken, access_for
from interviews.models import Participant, VideoSession
from interviews.room import checks, snapshots
from interviews.sessions import verbs as sessions
from tests import cast, settings
from tests.jobs import work_off


@pytest.hookimpl(tryfirst=True)  # before the scheduler reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker kills servers, another drives browsers: two of a kind beside each other starve what they watch."""
    for item in items:
        if (kind := item.path.parent.name) in ("faults", "browser"):
            item.add_marker(pytest.mark.xdist_group(kind))


def pytest_unconfigure() -> None:
    settings.stop_services()


@pytest.fixture(scope="session", autouse=True)
def _mails_really_leave(django_test_environment: None) -> None:
    """Django's test environment has just put a stub in place of SMTP; put SMTP back."""
    django_settings.EMAIL_BACKEND = settings.EMAIL_BACKEND


@pytest.fixture(autouse=True)
def _the_log_tells_the_whole_story(request: pytest.FixtureRequest) -> Iterator[None]:
    """fold(∅, log) == snapshots.build(session), for every session, after every test."""
    uses_database = request.node.get_closest_marker("django_db") or {"db", "transactional_db"} & set(
        request.fixturenames
    )
    if uses_database:
        request.getfixturevalue("_django_db_helper")
    yield
    if uses_database:
        with checks.one_snapshot():
            for session in VideoSession.objects.across_tenants():
                assert checks.fold(session.pk) == snapshots.build(session.pk)


@pytest.fixture(autouse=True)
def _queues_are_empty_again(request: pytest.FixtureRequest) -> Iterator[None]:
    """The queue's tables are not Django's own, and its flush after a test that commits passes them by."""
    commits = "transactional_db" in request.fixturenames
    marker = request.node.get_closest_marker("django_db")
    if commits := commits or bool(marker and marker.kwargs.get("transaction")):
        request.getfixturevalue("_django_db_helper")
    yield
    if commits:
        QueuedJob.objects.all().delete()
        ProcrastinatePeriodicDefer.objects.all().delete()


@pytest.fixture
def acme(db: None) -> Tenant:
    return cast.found("Acme", "acme.example")


@pytest.fixture
def rival(db: None) -> Tenant:
    return cast.found("Rival", "rival.example")


def _member(name: str) -> Callable[[Tenant], Member]:
    def member(acme: Tenant) -> Member:
        number = 1 + list(cast.STAFF).index(name)
        return cast.hire(name, acme, role=cast.STAFF[name], number=number)

    return pytest.fixture(name=name)(member)


alice, bob, olivia, adam, rita, vera = map(_member, cast.STAFF)


@pytest.fixture
def mallory(rival: Tenant) -> Member:
    return cast.hire("mallory", rival, role="owner", number=1)


@pytest.fixture
def interview(alice: Member, bob: Member) -> VideoSession:
    """Alice's interview of carol, with bob on the panel; nobody has come yet."""
    return sessions.create(
        alice.as_actor(),
        panel=[bob],
        title="Backend engineer",
        candidate_name="Carol",
        candidate_email="carol@home.example",
    )


@pytest.fixture
def carol(interview: VideoSession) -> Participant:
    """The candidate, as a holder of a personal link who has not opened it yet."""
    return interview.participants.create(
        tenant=interview.tenant, email="carol@home.example", first_name="Carol", role="candidate", by_link=True
    )


@pytest.fixture
def api() -> Callable[[Member | Participant | None], APIClient]:
    """A REST client that acts for somebody of staff, for a guest, or for nobody."""

    def client(who: Member | Participant | None = None) -> APIClient:
        made = APIClient()
        if who is not None:
            made.credentials(HTTP_AUTHORIZATION=f"Bearer {_token(who)}")
        return made

    return client


def _token(who: Member | Participant) -> Token:
    if isinstance(who, Member):
        return access_for(who)
    return GuestToken.of(
        guest_id=who.pk, tenant_id=who.tenant_id, name=who.name, email=who.email, lifetime=timedelta(hours=1)
    )


@pytest.fixture
def run_jobs(db: None) -> Callable[[], None]:
    """Do what is due in the background, inside this test's transaction. Failures are noticed."""
    return work_off


@pytest.fixture
def mailbox() -> Callable[[str], list[EmailMessage]]:
    """The mails that reached an address over SMTP, oldest first. All workers share the folder: give each test its own address."""

    def received(address: str) -> list[EmailMessage]:
        files = sorted(settings.MAILBOX.glob(f"*-{address}.eml"))
        return [BytesParser(policy=policy.default).parsebytes(file.read_bytes()) for file in files]

    return received
