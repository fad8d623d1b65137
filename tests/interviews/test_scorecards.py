"""Scorecards: when a card may be submitted, and who sees whose, for every reader, state and channel."""

import re
from collections.abc import Callable
from typing import Any, Self

import orjson
import pytest
from rest_framework.test import APIClient

from core.errors import Invalid
from core.models import Member, Tenant
from interviews.models import Participant, Scorecard, VideoSession
from interviews.people import verbs as participants
from interviews.room import log, snapshots
from interviews.scorecards import verbs as scorecards
from interviews.sessions import verbs as sessions
from tests import cast
from tests.cards import NOT_ASSESSED, whole
from tests.cast import as_guest
from tests.interviews.conftest import Page

Api = Callable[..., APIClient]
SESSIONS = "/api/talent-engine/video-sessions/"
INCOMPLETE: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["recommendation", "scores"]),
    ({"notes": "Fine."}, ["recommendation", "scores"]),
    ({"scores": {"technical": 4}, "recommendation": "yes"}, ["scores"]),
    ({"scores": NOT_ASSESSED | {"technical": 4}}, ["recommendation"]),
    ({"scores": NOT_ASSESSED, "recommendation": ""}, ["recommendation"]),
]


# -- submitting --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("card", "lacks"), INCOMPLETE, ids=str)
def test_a_card_that_lacks_an_answer_is_refused_by_name_and_opens_nothing(
    api: Api, interview: VideoSession, alice: Member, bob: Member, card: dict[str, Any], lacks: list[str]
) -> None:
    scorecards.submit(interview.pk, bob.as_actor(), **whole(technical=2))
    answer = api(alice).post(f"{SESSIONS}{interview.pk}/scorecard/submit/", card)
    assert (answer.status_code, answer["X-Error-Code"]) == (400, "invalid")
    assert sorted(answer.json()) == lacks
    assert all(isinstance(sentence, list) for sentence in answer.json().values())
    assert not Scorecard.objects.of(alice.tenant_id).filter(member=alice).exists(), "nothing of it is kept"
    assert readable(api(alice), interview) == set()


def test_the_refusal_names_what_is_missing_as_the_page_does(interview: VideoSession, alice: Member) -> None:
    half = {"technical": 4, "motivation": None}
    with pytest.raises(Invalid) as refused:
        scorecards.submit(interview.pk, alice.as_actor(), scores=half)
    named = "Problem solving, Communication, Collaboration"
    assert refused.value.body["scores"] == [
        f'Not answered yet: {named}. Give a level from 1 to 5, or null for "not assessed".'
    ]
    assert refused.value.body["recommendation"] == ["Choose an overall recommendation."]


def test_drafted_answers_count_and_not_assessed_is_an_answer(interview: VideoSession, alice: Member) -> None:
    scorecards.draft(interview.pk, alice.as_actor(), scores=NOT_ASSESSED)
    card = scorecards.submit(interview.pk, alice.as_actor(), recommendation="mixed")
    assert card.submitted_at


def test_a_kit_asks_for_its_own_criteria_only(alice: Member) -> None:
    kit = {"criteria": [{"key": "calm", "label": "Calm"}], "questions": []}
    session = sessions.create(alice.as_actor(), kit=kit)
    with pytest.raises(Invalid, match="Calm"):
        scorecards.submit(session.pk, alice.as_actor(), **whole(technical=4))
    assert scorecards.submit(session.pk, alice.as_actor(), scores={"calm": 3}, recommendation="yes").submitted_at


def test_a_submitted_recommendation_is_changed_but_not_taken_back(interview: VideoSession, alice: Member) -> None:
    scorecards.submit(interview.pk, alice.as_actor(), **whole("no"))
    with pytest.raises(Invalid, match="recommendation"):
        scorecards.draft(interview.pk, alice.as_actor(), recommendation="")
    assert scorecards.draft(interview.pk, alice.as_actor(), recommendation="yes").recommendation == "yes"


# -- the contract's routes ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("body", [{"scores": {}}, {"notes": ""}, {"scores": {}, "notes": ""}], ids=str)
def test_the_contracts_routes_submit_nothing_where_nothing_is_written(
    api: Api, interview: VideoSession, alice: Member, body: dict[str, Any]
) -> None:
    assert api(alice).patch(f"{SESSIONS}{interview.pk}/", body).status_code == 200
    assert not interview.scorecards.exists()


def test_a_partial_card_by_the_contracts_routes_is_submitted_but_opens_nothing_until_it_is_whole(
    api: Api, interview: VideoSession, alice: Member, bob: Member
) -> None:
    scorecards.submit(interview.pk, bob.as_actor(), **whole(technical=5))
    client, path = api(alice), f"{SESSIONS}{interview.pk}/"
    assert client.patch(path, {"scores": {"technical": 2}}).json()["scores"] == {"technical": 2}
    seen = client.get(f"{path}scorecard/").json()
    assert seen["own"]["submitted_at"]
    assert (seen["others"], seen["hidden"], seen["owes"]) == ([], 1, True)
    assert readable(api(bob), interview) == {"Alice", "Bob"}, "it was submitted"
    assert client.post(f"{path}scorecard/submit/", {}).status_code == 400
    client.patch(path, {"scores": NOT_ASSESSED | {"technical": 2}})
    assert readable(client, interview) == {"Alice"}, "no recommendation yet"
    assert client.post(f"{path}scorecard/submit/", {"recommendation": "no"}).status_code == 200
    assert readable(client, interview) == {"Alice", "Bob"}


# -- who sees whose ----------------------------------------------------------------------------------------------------
class Scene:
    """An interview that rita arranged for alice and bob, with vera watching; rita never comes herself."""

    def __init__(self, rita: Member, alice: Member, bob: Member) -> None:
        self.members = {"rita": rita, "alice": alice, "bob": bob}
        self.session = sessions.create(rita.as_actor(), panel=[alice, bob], candidate_name="Carol")
        self.carol = self.session.participants.create(
            tenant=self.session.tenant, email="carol@home.example", first_name="Carol", role="candidate", by_link=True
        )

    def come(self, *names: str) -> Self:
        for name in names:
            participants.enter(self.session.pk, self.members[name].as_actor())
        participants.enter(self.session.pk, as_guest(self.carol))
        return self

    def submit(self, name: str) -> Self:
        notes = f"Reasons of {name.title()}"
        scorecards.submit(self.session.pk, self._actor(name), **whole(technical=LEVELS[name]), notes=notes)
        return self

    def draft(self, name: str) -> Self:
        notes = f"Reasons of {name.title()}"
        scorecards.draft(self.session.pk, self._actor(name), scores={"technical": LEVELS[name]}, notes=notes)
        return self

    def write(self, name: str) -> Self:
        """Submit in part, as the contract's routes do."""
        notes = f"Reasons of {name.title()}"
        sessions.record_interview_data(
            self.session.pk, self._actor(name), scores={"technical": LEVELS[name]}, notes=notes
        )
        return self

    def end(self) -> Self:
        sessions.end(self.session.pk, self._actor("rita"))
        return self

    def _actor(self, name: str) -> Any:
        return self.members[name].as_actor()


LEVELS = {"alice": 1, "bob": 3, "rita": 5}
READERS = ("alice", "bob", "rita", "vera", "adam", "olivia", "dan")
A, B, AB = {"Alice"}, {"Bob"}, {"Alice", "Bob"}
NONE: set[str] = set()
State = Callable[[Scene], object]
STATES: dict[str, tuple[State, dict[str, set[str]], list[str]]] = {
    # the events, whose cards each reader then sees (readers not named see none), and who is shown to owe
    "nobody came": (lambda _: None, {}, ["Alice", "Bob", "Rita"]),
    "alice wrote before anybody came": (lambda it: it.write("alice"), {"alice": A}, ["Bob", "Rita"]),
    "bob submitted, alice is inside": (
        lambda it: it.come("alice", "bob").submit("bob"),
        {"bob": B},
        ["Alice", "Rita"],
    ),
    "bob submitted, alice drafts": (
        lambda it: it.come("alice", "bob").submit("bob").draft("alice"),
        {"bob": B, "alice": A},
        ["Alice", "Rita"],
    ),
    "both submitted, it goes on": (
        lambda it: it.come("alice", "bob").submit("bob").submit("alice"),
        {"bob": AB, "alice": AB},
        ["Rita"],
    ),
    "over, alice owes": (
        lambda it: it.come("alice", "bob").submit("bob").end(),
        {"bob": B},
        ["Alice"],
    ),
    "over, alice wrote in part": (
        lambda it: it.come("alice", "bob").submit("bob").write("alice").end(),
        {"bob": AB, "alice": A, "rita": AB, "vera": AB, "adam": AB, "olivia": AB, "dan": AB},
        [],
    ),
    "over, alice never came": (
        lambda it: it.come("bob").submit("bob").end(),
        {"bob": B, "rita": B, "vera": B, "adam": B, "olivia": B, "dan": B},
        [],
    ),
    "over, rita began a card": (
        lambda it: it.come("alice", "bob").submit("bob").submit("alice").draft("rita").end(),
        {"bob": AB, "alice": AB, "rita": {"Rita"}},
        ["Rita"],
    ),
    "over, all who came submitted": (
        lambda it: it.come("alice", "bob").submit("bob").submit("alice").end(),
        dict.fromkeys(READERS, AB),
        [],
    ),
}


def readable(client: APIClient, session: VideoSession) -> set[str]:
    """The authors of the cards that the scorecard's route shows, the reader included."""
    seen = client.get(f"{SESSIONS}{session.pk}/scorecard/").json()
    return {card["member"]["name"].split()[0] for card in [*filter(None, [seen["own"]]), *seen["others"]]}


def mean(names: set[str]) -> dict[str, float]:
    """The mean, which is different for each set of authors."""
    levels = [LEVELS[name.lower()] for name in names]
    return {"technical": sum(levels) / len(levels)} if levels else {}


@pytest.fixture
def dan(acme: Tenant) -> Member:
    """An interviewer of the company who has no role in this interview."""
    return cast.hire("dan", acme, role="interviewer", number=9)


@pytest.mark.parametrize("state", STATES)
def test_every_reader_sees_the_same_cards_in_every_channel(
    state: str, api: Api, page: Page, rita: Member, alice: Member, bob: Member, request: pytest.FixtureRequest
) -> None:
    happens, expected, owing = STATES[state]
    scene = Scene(rita, alice, bob)
    happens(scene)
    session = scene.session
    for name in READERS:
        reader: Member = request.getfixturevalue(name)
        client, names = api(reader), expected.get(name, NONE)
        assert readable(client, session) == names, name
        for body in (client.get(f"{SESSIONS}{session.pk}/").json(), client.get(SESSIONS).json()["results"][0]):
            assert {key: level for key, level in body["scores"].items() if level is not None} == mean(names), name
            own = f"Reasons of {name.title()}"
            assert body["notes"] == (own if name.title() in names else ""), "notes are the author's own"
        shown = page(f"/interviews/{session.pk}/", reader)
        assert set(re.findall(r"Reasons of (\w+)", shown)) == names, name
        seen = client.get(f"{SESSIONS}{session.pk}/scorecard/").json()
        assert [one["name"].split()[0] for one in seen["owing"]] == [who for who in owing if who.lower() != name]
        for hidden in {"Alice", "Bob", "Rita"} - names:
            assert f"Reasons of {hidden}" not in orjson.dumps(seen).decode()


@pytest.mark.parametrize("state", STATES)
def test_neither_the_log_nor_the_snapshot_holds_a_word_of_a_card(
    state: str, api: Api, rita: Member, alice: Member, bob: Member
) -> None:
    scene = Scene(rita, alice, bob)
    STATES[state][0](scene)
    session = scene.session
    frames = [frame for stream in ("all", "staff") for _, frame in log.read(session.pk, stream)]
    whole_room = [
        *frames,
        snapshots.build(session.pk).model_dump_json(),
        api(alice).get(f"{SESSIONS}{session.pk}/events/").content,
    ]
    for frame in whole_room:
        text = frame if isinstance(frame, str) else frame.decode()
        assert not re.search(r'Reasons of|technical|"(scores|evidence|notes|recommendation|value)"', text)


@pytest.mark.parametrize("state", STATES)
def test_candidates_and_other_companies_see_no_scorecard(
    state: str, api: Api, page: Page, rita: Member, alice: Member, bob: Member, mallory: Member
) -> None:
    scene = Scene(rita, alice, bob)
    STATES[state][0](scene)
    path = f"{SESSIONS}{scene.session.pk}/"
    for rest in ("", "scorecard/", "events/"):
        for who, status in ((scene.carol, 200 if rest == "" else 403), (mallory, 404)):
            answer = api(who).get(path + rest)
            assert answer.status_code == status
            assert not re.search(r"Reasons of|score|owing|technical", answer.content.decode())
    for who in (scene.carol, mallory):
        answer = api(who).post(f"{path}scorecard/submit/", whole())
        assert answer.status_code in (403, 404)
    page(f"/interviews/{scene.session.pk}/", mallory, status=404)


# -- the page ----------------------------------------------------------------------------------------------------------
SHOWN: list[tuple[str, str, str]] = [
    ("bob submitted, alice is inside", "alice", "1 scorecard is hidden until you submit yours."),
    ("bob submitted, alice is inside", "vera", "1 scorecard is hidden until everybody who owes one has submitted."),
    ("bob submitted, alice is inside", "vera", "Not submitted yet: Alice Acme, Rita Acme."),
    ("bob submitted, alice drafts", "bob", "Not submitted yet: Alice Acme, Rita Acme."),
    ("over, alice owes", "rita", "1 scorecard is hidden until everybody who owes one has submitted."),
    ("over, alice owes", "rita", "Not submitted yet: Alice Acme."),
    ("over, alice wrote in part", "alice", "1 scorecard is hidden until yours is complete."),
    ("over, alice never came", "alice", "1 scorecard is hidden until you submit yours."),
]


@pytest.mark.parametrize(("state", "who", "shown"), SHOWN)
def test_the_page_names_the_people_whose_cards_are_awaited(
    state: str,
    who: str,
    shown: str,
    page: Page,
    rita: Member,
    alice: Member,
    bob: Member,
    request: pytest.FixtureRequest,
) -> None:
    scene = Scene(rita, alice, bob)
    STATES[state][0](scene)
    assert shown in page(f"/interviews/{scene.session.pk}/", request.getfixturevalue(who))


@pytest.mark.parametrize(("state", "who"), [(state, who) for state in STATES for who in READERS])
def test_hidden_cards_are_announced_only_to_readers_who_will_see_them(
    state: str, who: str, page: Page, rita: Member, alice: Member, bob: Member, request: pytest.FixtureRequest
) -> None:
    """When the awaited cards are submitted, the sentence disappears and the hidden cards appear."""
    scene = Scene(rita, alice, bob)
    STATES[state][0](scene)
    path, reader = f"/interviews/{scene.session.pk}/", request.getfixturevalue(who)
    before = page(path, reader)
    if "is hidden until" not in before and "are hidden until" not in before:
        return
    if "until you submit yours" in before or "until yours is complete" in before:
        scene.submit(who)
    else:
        for name in re.findall(r"(\w+) Acme", before[before.index("Not submitted yet:") :].split("</p>")[0]):
            scene.submit(name.lower())
    after = page(path, reader)
    assert "hidden until" not in after
    assert "Reasons of" in after


# -- people who can no longer write a card -----------------------------------------------------------------------------
def test_cards_of_people_removed_or_gone_from_the_company_are_not_awaited(
    api: Api, rita: Member, alice: Member, bob: Member, vera: Member
) -> None:
    for blocks in ("removed", "left"):
        scene = Scene(rita, alice, bob)
        scene.come("alice", "bob", "rita")
        scene.submit("bob")
        scene.submit("rita")
        assert readable(api(vera), scene.session) == NONE
        if blocks == "removed":
            alices: Participant = scene.session.participants.get(member=alice)
            participants.remove(scene.session.pk, rita.as_actor(), participant=alices.pk)
        else:
            Member.objects.filter(pk=alice.pk).update(is_active=False)
        assert readable(api(vera), scene.session) == {"Bob", "Rita"}, blocks
