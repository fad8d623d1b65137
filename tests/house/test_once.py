"""Every POST of the URLconf that has an effect honours Idempotency-Key: sent twice, it acts once and answers the same."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from core.jobs import QueuedJob
from core.models import Member, StoredAnswer, Tenant
from interviews.invitations import verbs as invitations
from interviews.people import consents
from interviews.people import verbs as participants
from interviews.recordings import verbs as recordings
from interviews.sessions import verbs as sessions
from tests.cards import whole
from tests.cast import as_guest
from tests.house.conftest import ENTRIES
from tests.house.rows import changed, everything_of
from tests.matrix import World, routes

EXEMPT = {
    "login": "a page's form; whoever logs in again gets another session, as they should",
    "logout": "a page's form; the second time there is nothing to log out of",
    "requisition-page": "a page's form; it carries the version it was made from",
    "token": "its answer is a credential, and credentials are not stored",
    "token-refresh": "its answer is a credential",
    "token-verify": "changes nothing",
    "token-logout": "nobody's: its token is all it asks for; the second time there is nothing to end, and it answers the same",
    "invitation-redeem": "its answer is a credential; a link opens as often as its holder wants",
    "ticket": "its answer is a credential for one use within 30 s",
    "recording-chunks": "its answer is addresses that expire; what is stored at one is written once in any case",
}
POSTS = {route.name: route for route in routes() if "post" in route.methods}
KEY = {"Idempotency-Key": "a-lost-answer"}
Api = Callable[[Member], APIClient]


def test_every_exemption_names_a_post() -> None:
    assert set(EXEMPT) - set(POSTS) == set()


@pytest.fixture
def lively(world: World, olivia: Member) -> World:
    """Our objects, where olivia and frank are in the room, the door is locked, and carol waits before it."""
    session, carol, by = world["session"], world["invitation"].participant, olivia.as_actor()
    frank = invitations.invite(session.pk, by, name="Frank", email="frank@home.example")[0].participant
    consents.answer(session.pk, as_guest(frank), granted=True)
    for actor in (by, as_guest(frank)):
        participants.enter(session.pk, actor)
    participants.admit(session.pk, by, participant=frank.pk)
    sessions.lock(session.pk, by, locked=True)
    participants.enter(session.pk, as_guest(carol))
    return {**world, "frank": frank}


def _body(name: str, world: World) -> Any:
    """A body that the owner may send; mostly the one the matrix tries from outside."""
    return {
        "requisition-recover": {"ids": [world["binned"].code]},
        "requisition-purge": {"ids": [world["binned"].code]},
        "session-remove": {"participant_id": str(world["frank"].pk)},
        "scorecard-submit": whole(),
        "session-extend": {"ends_at": (timezone.now() + timedelta(hours=2)).isoformat()},
    }.get(name) or ENTRIES[name].body(world)


@pytest.mark.parametrize("name", sorted(set(POSTS) - set(EXEMPT)))
def test_a_post_sent_twice_acts_once(
    api: Api, acme: Tenant, world: World, olivia: Member, request: pytest.FixtureRequest, name: str
) -> None:
    here = (
        {**world, "frank": world["invitation"].participant}
        if name == "session-cancel"
        else request.getfixturevalue("lively")
    )
    if "stop" in name:
        recordings.start(world["session"].pk, olivia.as_actor())
    url = POSTS[name].url(ENTRIES[name], here)
    body = _body(name, here)
    first = api(olivia).post(url, body, headers=KEY)
    assert first.status_code < 300, first.content
    before, mails = everything_of(acme), QueuedJob.objects.count()
    again = api(olivia).post(url, body, headers=KEY)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again["Idempotent-Replayed"] == "true"
    assert changed(before, everything_of(acme)) == []
    assert QueuedJob.objects.count() == mails


@pytest.mark.parametrize("name", ["invitations", "invitation-resend"])
def test_a_repeated_request_gets_its_link_though_it_is_not_stored(
    api: Api, world: World, olivia: Member, name: str
) -> None:
    url = POSTS[name].url(ENTRIES[name], world)
    first, again = [api(olivia).post(url, ENTRIES[name].body(world), headers=KEY).json()["link"] for _ in range(2)]
    assert first == again
    assert first.partition("#")[2] not in StoredAnswer.objects.get().body
