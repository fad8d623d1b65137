"""Rooms over real PostgreSQL and Redis, with the hub of the test's own loop."""

from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from django.db import connections

from consumers import hub as hubs
from core.models import Member
from interviews.models import Participant, VideoSession
from tests.consumers.visitor import Visitor, guest


@pytest.fixture(autouse=True)
def _rooms_need_commits(transactional_db: None) -> None:
    """Other threads must see the commits of one."""


@pytest_asyncio.fixture(autouse=True)
async def _closed_hub() -> AsyncIterator[None]:
    yield
    if hubs._hub is not None:
        await hubs._hub.close()
    await sync_to_async(connections.close_all)()


@pytest.fixture
def visit(interview: VideoSession) -> Callable[[Member | Participant], Visitor]:
    """Somebody's socket to the interview."""

    def visitor(who: Member | Participant) -> Visitor:
        return Visitor(interview.pk, who.as_actor() if isinstance(who, Member) else guest(who))

    return visitor
