"""A meeting that may be recorded, and a recorder at work in it."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser
from rest_framework.test import APIClient

from core.actors import Actor
from core.models import Member
from interviews.models import Participant, Recording, VideoSession
from interviews.people import consents
from interviews.people import verbs as participants
from interviews.recordings import verbs
from tests.interviews.films import Recorder

Client = Callable[[Member | None], APIClient]
Page = Callable[..., str]


def guest(person: Participant) -> Actor:
    return Actor(kind="guest", tenant_id=person.tenant_id, id=str(person.pk), guest_id=person.pk, first_name="Carol")


@pytest.fixture
def meeting(interview: VideoSession, alice: Member, carol: Participant) -> VideoSession:
    """Alice and carol are in the room, and carol has agreed to be recorded."""
    consents.answer(interview.pk, guest(carol), granted=True)
    participants.enter(interview.pk, alice.as_actor())
    participants.enter(interview.pk, guest(carol))
    return interview


@pytest.fixture
def recording(meeting: VideoSession, alice: Member) -> Recording:
    return verbs.start(meeting.pk, alice.as_actor())


@pytest.fixture
def recorder(recording: Recording, meeting: VideoSession, alice: Member, api: Client) -> Recorder:
    return Recorder(api(alice), meeting, recording.pk)


@pytest.fixture
def page(settings: object, tmp_path: object) -> Page:
    """The HTML of a page for a reader; also asserts the expected status."""
    settings.STORAGES = settings.STORAGES | {  # type: ignore[attr-defined]  # pytest-django's settings
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }

    def read(path: str, reader: Member | None = None, *, status: int = 200, **cookies: str) -> str:
        client = Browser()
        if reader:
            client.force_login(reader)
        client.cookies.load(cookies)
        answer = client.get(path)
        assert answer.status_code == status
        return str(answer.content.decode())

    return read
