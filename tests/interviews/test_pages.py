"""Pages of interviews and recordings: what each reader is shown, and what no page discloses."""

import json
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from core.models import Member, Tenant
from interviews.models import Participant, Recording, VideoSession
from interviews.people import verbs as participants
from interviews.recordings import verbs
from interviews.scorecards import reviews
from interviews.scorecards import verbs as scorecards
from interviews.sessions import agenda
from interviews.sessions import verbs as sessions
from tests import cast
from tests.cards import whole
from tests.interviews.conftest import Page

Api = Callable[..., APIClient]


def plan(by: Member, name: str, starts_at: datetime | None = None) -> VideoSession:
    ends_at = starts_at and starts_at + timedelta(minutes=45)
    return sessions.create(by.as_actor(), title="Engineer", candidate_name=name, starts_at=starts_at, ends_at=ends_at)


@pytest.fixture
def recording(interview: VideoSession, alice: Member) -> Recording:
    """Just begun by alice, who sits in the room alone."""
    participants.enter(interview.pk, alice.as_actor())
    return verbs.start(interview.pk, alice.as_actor())


@pytest.mark.parametrize("path", ["/", "/interviews/new/", "/interviews/{0}/", "/recordings/", "/recordings/{1}/"])
def test_staff_pages_ask_strangers_to_log_in(
    path: str, page: Page, interview: VideoSession, recording: Recording
) -> None:
    page(path.format(interview.pk, recording.pk), status=302)


@pytest.mark.parametrize("path", ["/interviews/{0}/", "/recordings/{1}/"])
def test_another_companys_pages_are_not_found(
    path: str, page: Page, interview: VideoSession, recording: Recording, alice: Member, mallory: Member
) -> None:
    page(path.format(interview.pk, recording.pk), alice)
    page(path.format(interview.pk, recording.pk), mallory, status=404)
    page(path.format(uuid.uuid4(), uuid.uuid4()), alice, status=404)


def test_lists_show_no_other_companys_people(
    page: Page, interview: VideoSession, recording: Recording, mallory: Member
) -> None:
    assert "Carol" not in page("/", mallory)
    assert "Carol" not in page("/recordings/", mallory)


def test_only_those_who_may_schedule_are_offered_it(page: Page, vera: Member, alice: Member) -> None:
    assert "New interview" in page("/", alice)
    assert "New interview" not in page("/", vera)
    page("/interviews/new/", vera, status=403)


def test_an_empty_list_says_what_to_do(page: Page, alice: Member) -> None:
    assert "Schedule the first one" in page("/", alice)
    assert "starts it in the room" in page("/recordings/", alice)


def test_a_day_begins_and_ends_where_the_reader_is(alice: Member) -> None:
    late = plan(alice, "Late", datetime(2027, 3, 1, 23, 30, tzinfo=UTC))
    soon = plan(alice, "Soon", datetime(2027, 3, 5, 9, 0, tzinfo=UTC))
    unset = plan(alice, "Unset")
    missed = plan(alice, "Missed", datetime(2027, 2, 20, 9, 0, tzinfo=UTC))
    noon = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
    in_london = agenda.agenda(alice.as_actor(), now=noon)
    in_berlin = agenda.agenda(alice.as_actor(), now=noon.astimezone(ZoneInfo("Europe/Berlin")))
    assert list(in_london.today) == [late]
    assert list(in_london.upcoming) == [soon, unset]
    assert list(in_london.past) == [missed]
    assert list(in_berlin.today) == []
    assert list(in_berlin.upcoming) == [late, soon, unset]


def test_a_room_with_people_in_it_is_on_today_whenever_it_was_planned(alice: Member) -> None:
    session = plan(alice, "Overrun", datetime(2027, 2, 20, 9, 0, tzinfo=UTC))
    participants.enter(session.pk, alice.as_actor())
    assert list(agenda.agenda(alice.as_actor(), now=datetime(2027, 3, 1, tzinfo=UTC)).today) == [session]


def test_past_interviews_are_searched_by_all_words_and_paged(page: Page, alice: Member) -> None:
    for number in range(22):
        sessions.end(plan(alice, f"Person {number:02}").pk, alice.as_actor())
    assert "Page 1 of 2" in page("/", alice)
    assert "Person 00" in page("/?page=2", alice)
    found = page("/?q=person+07+engineer", alice)
    assert "Person 07" in found
    assert "Person 08" not in found
    assert "No past interview matches" in page("/?q=nobody%00", alice)


def test_times_are_in_the_zone_of_the_readers_browser(page: Page, acme: Tenant, alice: Member) -> None:
    session = plan(alice, "Carol", datetime(2027, 3, 1, 23, 30, tzinfo=UTC))
    path = f"/interviews/{session.pk}/"
    assert "Tue 2 Mar 2027, 00:30" in page(path, alice, te_zone="Europe/Berlin")
    assert "Mon 1 Mar 2027, 23:30" in page(path, alice, te_zone="Mars/Olympus")


@pytest.mark.parametrize("who", ["alice", "bob", "vera"])
def test_an_interview_offers_what_its_reader_may_do(
    who: str, page: Page, interview: VideoSession, vera: Member, request: pytest.FixtureRequest
) -> None:
    shown = page(f"/interviews/{interview.pk}/", request.getfixturevalue(who))
    facts = data(shown)
    assert facts["mayEdit"] is facts["mayCancel"] is (who == "alice")
    assert facts["mayInvite"] is (who != "vera")
    assert ("Join room" in shown) is (who != "vera")


@pytest.mark.parametrize("state", ["scheduled", "live", "ended"])
@pytest.mark.parametrize("who", [*cast.STAFF, "uma"])
def test_every_page_offers_the_room_exactly_to_those_who_get_a_ticket(
    who: str, state: str, page: Page, api: Api, acme: Tenant, alice: Member, bob: Member, request: pytest.FixtureRequest
) -> None:
    """Uma reviews, as vera does, but sits on this panel: she observes."""
    uma = cast.hire("uma", acme, role="reviewer", number=99)
    reader = uma if who == "uma" else request.getfixturevalue(who)
    session = sessions.create(alice.as_actor(), panel=[bob, uma], candidate_name="Carol", starts_at=timezone.now())
    participants.enter(session.pk, alice.as_actor())
    recording = verbs.start(session.pk, alice.as_actor())
    if state == "ended":
        sessions.end(session.pk, alice.as_actor())
    elif state == "scheduled":
        session = sessions.create(alice.as_actor(), panel=[bob, uma], starts_at=timezone.now())
    may = state != "ended" and who != "vera"
    button = re.compile(rf'href="/room/{session.pk}/".{{0,400}}?Join room</a>', re.DOTALL)
    for path in ("/", f"/interviews/{session.pk}/"):
        assert bool(button.search(page(path, reader))) is may, path
    for path in ("/recordings/", f"/recordings/{recording.pk}/"):
        assert "Join room" not in page(path, reader), path
    assert (api(reader).post(f"/api/talent-engine/video-sessions/{session.pk}/ticket/").status_code == 200) is may


def test_a_cancelled_interview_offers_nothing_more(page: Page, interview: VideoSession, alice: Member) -> None:
    sessions.cancel(interview.pk, alice.as_actor())
    shown = page(f"/interviews/{interview.pk}/", alice)
    assert "Cancelled" in shown
    assert not any(data(shown)[right] for right in ("mayEdit", "mayCancel", "mayInvite"))


def test_others_scorecards_are_counted_but_not_shown_until_the_reader_submits(
    page: Page, interview: VideoSession, recording: Recording, alice: Member, bob: Member
) -> None:
    scorecards.submit(interview.pk, bob.as_actor(), **whole(technical=2), notes="Not convinced.")
    for path in (f"/interviews/{interview.pk}/", f"/recordings/{recording.pk}/"):
        blind = page(path, alice)
        assert "1 scorecard is hidden until you submit yours." in blind
        assert "Not convinced." not in blind
    scorecards.submit(interview.pk, alice.as_actor(), **whole(technical=4))
    shown = page(f"/recordings/{recording.pk}/", alice)
    assert "Not convinced." in shown
    assert "mean <b>3</b>" in shown
    assert "2 to 4, n = 2" in shown


def test_a_draft_counts_in_no_mean(interview: VideoSession, alice: Member) -> None:
    scorecards.draft(interview.pk, alice.as_actor(), scores={"technical": 5})
    review = reviews.review(alice.as_actor(), interview)
    assert review.criteria == []
    assert [card.is_submitted for card in review.cards] == [False]


@pytest.mark.parametrize("path", ["/join/{0}", "/join/{1}"])
def test_the_landing_page_is_the_same_for_every_link_and_changes_nothing(
    path: str, page: Page, interview: VideoSession, carol: Participant
) -> None:
    invitation = carol.invitations.create(
        tenant=interview.tenant, session=interview, digest="", expires_at=timezone.now() + timedelta(days=1)
    )
    shown = page(path.format(invitation.pk, uuid.uuid4()))
    assert "You are invited to an interview" in shown
    assert "Carol" not in shown
    assert "Backend" not in shown
    invitation.refresh_from_db()
    assert invitation.redemptions == 0


def test_the_landing_page_is_neither_cached_nor_indexed(client: Client, page: Page, db: None) -> None:
    answer = client.get(f"/join/{uuid.uuid4()}")
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert client.post(f"/join/{uuid.uuid4()}").status_code == 405


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ("recording", "The interview is being recorded"),
        ("interrupted", "The recording was interrupted"),
        ("finalizing", "The recording is being prepared"),
        ("failed", "This recording could not be made"),
        ("partial", "About 13 seconds of this recording are missing."),
    ],
)
def test_every_state_of_a_recording_is_explained(
    state: str, shown: str, page: Page, recording: Recording, vera: Member
) -> None:
    kept = Recording.objects.of(recording.tenant_id).filter(pk=recording.pk)
    kept.update(state=state, gaps=[{"segment": 0, "first": 40, "last": 52}])
    assert shown in page(f"/recordings/{recording.pk}/", vera)
    kept.update(state="deleted")
    page(f"/recordings/{recording.pk}/", vera, status=404)
    kept.update(state=recording.state)  # as the log has it


@pytest.mark.parametrize(
    ("query", "is_listed"),
    [
        ("", True),
        ("?q=carol", True),
        ("?q=dave", False),
        ("?state=waiting", True),
        ("?state=ready", False),
        ("?since=2020-01-01&until=2999-12-31", True),
        ("?since=2999-01-01", False),
        ("?until=2020-01-01", False),
        ("?since=9999-12-31x&until=0001-01-01&state=nonsense", True),
    ],
)
def test_recordings_are_filtered_by_words_state_and_days(
    query: str,
    is_listed: bool,  # noqa: FBT001 -- a column of the table
    page: Page,
    recording: Recording,
    vera: Member,
) -> None:
    assert (f"/recordings/{recording.pk}/" in page(f"/recordings/{query}", vera)) is is_listed


def data(shown: str) -> dict[str, object]:
    """The data that the page passes to its script."""
    found = re.search(r'<script id="page" type="application/json">(.*?)</script>', shown)
    assert found
    facts: dict[str, object] = json.loads(found[1])
    return facts
