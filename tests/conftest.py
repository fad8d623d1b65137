"""The cast, clients that act for them, and the invariant that every test which calls a verb must keep."""

from collections.abc import Callable, Iterator

import orjson
import pytest
from rest_framework.test import APIClient

from core.models import Member, Tenant
from core.tokens import access_for
from interviews import events, log, sessions, snapshots, state
from interviews.models import Participant, VideoSession
from tests import cast, settings


def pytest_unconfigure() -> None:
    settings.stop_services()


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
        for session in VideoSession.objects.across_tenants():
            assert folded(session) == snapshots.build(session.pk)


def folded(session: VideoSession) -> state.RoomState:
    room = state.empty()
    for stream in events.STREAMS:
        for expected, (seq, frame) in enumerate(log.read(session.pk, stream, limit=100_000), start=1):
            assert seq == expected, "the log has a gap"
            event = events.read(orjson.loads(frame))
            assert event is not None
            state.apply(room, event)
    return room


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
        by=alice.as_actor(),
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
def api() -> Callable[[Member | None], APIClient]:
    """A REST client that acts for somebody, or for nobody."""

    def client(member: Member | None = None) -> APIClient:
        made = APIClient()
        if member is not None:
            made.credentials(HTTP_AUTHORIZATION=f"Bearer {access_for(member)}")
        return made

    return client
