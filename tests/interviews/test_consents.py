"""The consent text is true, and an answer counts for the text that was shown."""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from rest_framework.test import APIClient

from core.errors import ConsentRequired, Invalid
from core.models import Member
from interviews.models import Consent, Participant, VideoSession
from interviews.people import consents
from interviews.people import verbs as participants
from interviews.recordings import verbs
from tests.cast import as_guest

Api = Callable[..., APIClient]
API = "/api/talent-engine/"
EARLIER = "2026-11"
PINNED = {  # a text that people agreed to is never edited: change it by adding a version, here too
    "2026-11": "70d1fc815b9f62d8ac6ab508e2df8bfd48862cbc9178e4577bacecafed158e04",
    "2026-11-26": "7f719abc9219b1ccee978caf9afa21d2358cebba62139778b2ab33078e572655",
}
FALSE = r"only by|decide on your application|retention|is deleted|deleted when|automatically|after \d+ (days|months)"


@contextmanager
def of(version: str) -> Iterator[None]:
    """The consent module as it was when this text was shown."""
    with pytest.MonkeyPatch.context() as before:
        before.setattr(consents, "TEXT_VERSION", version)
        yield


@pytest.fixture
def agreed_earlier(interview: VideoSession, carol: Participant, alice: Member) -> VideoSession:
    """Carol agreed to the earlier text; then she and alice came."""
    with of(EARLIER):
        consents.answer(interview.pk, as_guest(carol), granted=True)
    participants.enter(interview.pk, alice.as_actor())
    participants.enter(interview.pk, as_guest(carol))
    return interview


def lobby(api: Api, session: VideoSession, who: Participant) -> dict[str, object]:
    shown: dict[str, object] = api(who).get(f"{API}video-sessions/{session.pk}/lobby/").json()["consent"]
    return shown


# -- the text ----------------------------------------------------------------------------------------------------------
def test_the_consent_text_promises_only_what_the_code_does() -> None:
    assert not re.search(FALSE, consents.TEXT, re.IGNORECASE)
    assert re.search(FALSE, consents.TEXTS[EARLIER]), "the pattern finds what was false"
    for shown in ("account", "until the company deletes it", "decline", "withdraw", "stops at once"):
        assert shown in consents.TEXT


def test_a_text_that_was_shown_is_never_edited() -> None:
    assert {version: hashlib.sha256(text.encode()).hexdigest() for version, text in consents.TEXTS.items()} == PINNED
    assert list(consents.TEXTS)[-1] == consents.TEXT_VERSION


# -- an earlier text ---------------------------------------------------------------------------------------------------
def test_agreeing_to_an_earlier_text_starts_no_recording(
    agreed_earlier: VideoSession, carol: Participant, alice: Member
) -> None:
    with pytest.raises(ConsentRequired):
        verbs.start(agreed_earlier.pk, alice.as_actor())
    consents.answer(agreed_earlier.pk, as_guest(carol), granted=True)
    assert verbs.start(agreed_earlier.pk, alice.as_actor()).state == "requested"


def test_agreeing_counts_for_the_text_it_was_given_to(agreed_earlier: VideoSession, alice: Member) -> None:
    with of(EARLIER):
        assert verbs.start(agreed_earlier.pk, alice.as_actor()).state == "requested"


def test_a_person_who_agreed_to_an_earlier_text_is_asked_again(
    api: Api, agreed_earlier: VideoSession, carol: Participant
) -> None:
    asked = lobby(api, agreed_earlier, carol)
    assert (asked["granted"], asked["outdated"], asked["version"]) == (None, True, consents.TEXT_VERSION)
    shown = api(carol).post(f"{API}video-sessions/{agreed_earlier.pk}/consent/", {"granted": True}).json()
    assert (shown["granted"], shown["outdated"]) == (True, False)
    ledger = Consent.objects.of(carol.tenant_id).order_by("pk").values_list("text_version", "text_sha256")
    assert list(ledger) == [(version, PINNED[version]) for version in (EARLIER, consents.TEXT_VERSION)]


def test_a_refusal_stays_in_force_for_later_texts(interview: VideoSession, alice: Member, carol: Participant) -> None:
    """Staff agree by joining: a refusal that lapsed with its text would turn into consent."""
    with of(EARLIER):
        consents.answer(interview.pk, alice.as_actor(), granted=False)
    participants.enter(interview.pk, alice.as_actor())
    assert [person.member for person in consents.missing(interview)] == [alice]


# -- a page that was loaded before the text changed --------------------------------------------------------------------
def test_agreeing_to_a_text_that_is_no_longer_shown_is_refused(
    api: Api, interview: VideoSession, carol: Participant
) -> None:
    path = f"{API}video-sessions/{interview.pk}/consent/"
    answer = api(carol).post(path, {"granted": True, "version": EARLIER})
    assert (answer.status_code, list(answer.json())) == (400, ["version"])
    with pytest.raises(Invalid):
        consents.answer(interview.pk, as_guest(carol), granted=True, version="nonsense")
    assert consents.in_force(interview) == {}
    assert api(carol).post(path, {"granted": True, "version": consents.TEXT_VERSION}).status_code == 200
    for version in (EARLIER, "nonsense"):
        withdrawn = api(carol).post(path, {"granted": False, "version": version})
        assert (withdrawn.status_code, withdrawn.json()["granted"]) == (200, False), "withdrawing is always accepted"
