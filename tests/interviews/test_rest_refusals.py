"""The order of refusals on every route of an interview: 401, then 404, then 403, then 400."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.urls import URLPattern, URLResolver
from rest_framework.test import APIClient

from core.models import Member, Tenant
from interviews import urls
from interviews.invitations import verbs as invitations
from interviews.models import Invitation, Participant, VideoSession
from interviews.people import verbs as participants
from interviews.sessions import verbs as sessions
from tests import cast
from tests.cast import as_guest

Api = Callable[..., APIClient]
BASE = "/api/talent-engine/"


@dataclass(frozen=True)
class Route:
    """`path` may hold {session} and {invitation}; `named` = the session stands in the body instead."""

    method: str
    path: str
    named: bool = False
    for_guests: bool = False
    bad: Any = None
    observers: int = 403

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


ROUTES = [
    Route("get", "video-sessions/{session}/", for_guests=True, observers=200),
    Route("patch", "video-sessions/{session}/", bad={"tags": "no list"}),
    Route("put", "video-sessions/{session}/", bad={"scores": {"technical": 6}}),
    Route("post", "video-sessions/{session}/admit/", bad={"participant_id": "x"}),
    Route("post", "video-sessions/{session}/cancel/"),
    Route("get", "video-sessions/{session}/chat/", for_guests=True, observers=200),
    Route("post", "video-sessions/{session}/consent/", for_guests=True, bad={}),
    Route("post", "video-sessions/{session}/deny/", bad={"participant_id": None}),
    Route("post", "video-sessions/{session}/end/"),
    Route("get", "video-sessions/{session}/events/", observers=200),
    Route("post", "video-sessions/{session}/extend/", bad={"ends_at": "tomorrow"}),
    Route("get", "video-sessions/{session}/invitations/", observers=200),
    Route("post", "video-sessions/{session}/invitations/", bad={"email": "nobody"}),
    Route("post", "video-sessions/{session}/invitations/{invitation}/resend/"),
    Route("post", "video-sessions/{session}/invitations/{invitation}/revoke/"),
    Route("get", "video-sessions/{session}/lobby/", for_guests=True),
    Route("post", "video-sessions/{session}/lock/", bad={"locked": "perhaps"}),
    Route("post", "video-sessions/{session}/remove/", bad=[]),
    Route("get", "video-sessions/{session}/scorecard/", observers=200),
    Route("put", "video-sessions/{session}/scorecard/", bad={"scores": []}),
    Route("patch", "video-sessions/{session}/scorecard/", bad={"scores": {"9": 3}}),
    Route("post", "video-sessions/{session}/scorecard/submit/", bad={"recommendation": "perhaps"}),
    Route("post", "video-sessions/{session}/ticket/", for_guests=True),
    Route("post", "video-sessions/join/", named=True, for_guests=True, bad={"email": "nobody"}),
    Route("post", "video-sessions/leave/", named=True, for_guests=True),
    Route("post", "video-sessions/toggle_mute/", named=True, for_guests=True, bad={"mute": "perhaps"}),
    Route("post", "video-sessions/toggle_camera/", named=True, for_guests=True, bad={"camera_on": 7}),
    Route("post", "video-sessions/update_interview_data/", named=True, bad={"scores": {"technical": True}}),
]
each_route = pytest.mark.parametrize("route", ROUTES, ids=str)


@pytest.fixture
def invitation(interview: VideoSession, alice: Member, carol: Participant) -> Invitation:
    return invitations.invite(interview.pk, alice.as_actor(), name="", email=carol.email)[0]


@pytest.fixture
def send(interview: VideoSession, invitation: Invitation) -> Callable[..., Any]:
    def ask(client: APIClient, route: Route, body: Any = None, session: object = None) -> Any:
        named = str(session or interview.pk)
        path = BASE + route.path.format(session=named, invitation=invitation.pk)
        if route.named and not isinstance(body, list):
            body = {"session_id": named} | (body or {})
        return getattr(client, route.method)(path, *([] if body is None else [body]))

    return ask


def test_every_route_is_in_the_table() -> None:
    named = {route.path for route in ROUTES}
    others = {"members/", "video-sessions/", "invitations/{invitation}/redeem/"}
    routes = {path for path in _paths(urls.api) if "record" not in path}
    assert routes == named | others


def _paths(patterns: list[URLPattern | URLResolver], before: str = "") -> list[str]:
    found: list[str] = []
    for pattern in patterns:
        path = before + str(pattern.pattern).replace("<uuid:session_id>", "{session}").replace(
            "<uuid:invitation_id>", "{invitation}"
        )
        found += _paths(pattern.url_patterns, path) if isinstance(pattern, URLResolver) else [path]
    return found


@each_route
def test_401_without_credentials(api: Api, send: Callable[..., Any], route: Route) -> None:
    answer = send(api(), route)
    assert (answer.status_code, answer.json()) == (401, {"detail": "Authentication credentials were not provided."})
    assert answer["WWW-Authenticate"].startswith("Bearer")


@each_route
def test_404_for_objects_of_another_company(api: Api, send: Callable[..., Any], mallory: Member, route: Route) -> None:
    answer = send(api(mallory), route, body=route.bad if isinstance(route.bad, dict) else None)
    assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."})


@each_route
def test_404_for_objects_that_do_not_exist(api: Api, send: Callable[..., Any], alice: Member, route: Route) -> None:
    assert send(api(alice), route, session=uuid4()).status_code == 404


@each_route
def test_404_for_guests_of_another_interview(
    api: Api, send: Callable[..., Any], alice: Member, carol: Participant, route: Route
) -> None:
    other = sessions.create(alice.as_actor())
    assert send(api(carol), route, session=other.pk).status_code == 404


@pytest.mark.parametrize("route", [route for route in ROUTES if not route.for_guests], ids=str)
def test_403_for_guests_where_only_staff_may(
    api: Api, send: Callable[..., Any], carol: Participant, route: Route
) -> None:
    answer = send(api(carol), route, body=route.bad)
    assert (answer.status_code, answer["X-Error-Code"]) == (403, "forbidden")


@each_route
def test_403_for_reviewers_without_a_role(api: Api, send: Callable[..., Any], vera: Member, route: Route) -> None:
    body = route.bad if route.path != "video-sessions/join/" else None
    assert send(api(vera), route, body=body).status_code == route.observers


@pytest.mark.parametrize("route", [route for route in ROUTES if route.bad is not None], ids=str)
def test_400_names_the_wrong_fields(
    api: Api, send: Callable[..., Any], interview: VideoSession, alice: Member, route: Route
) -> None:
    participants.enter(interview.pk, alice.as_actor())
    answer = send(api(alice), route, body=route.bad)
    assert answer.status_code == 400
    assert answer.json().keys() - {"detail"}, "a field is named"


@pytest.mark.parametrize("route", [route for route in ROUTES if route.named], ids=str)
@pytest.mark.parametrize("session_id", [None, "", "uuid-session-123", ["x"]])
def test_400_for_a_malformed_session_id(api: Api, alice: Member, route: Route, session_id: Any) -> None:
    answer = api(alice).post(BASE + route.path, {"session_id": session_id})
    assert (answer.status_code, list(answer.json())) == (400, ["session_id"])


@pytest.mark.parametrize("path", ["members/", "video-sessions/"])
def test_lists_are_for_staff(api: Api, interview: VideoSession, carol: Participant, path: str) -> None:
    assert api().get(BASE + path).status_code == 401
    assert api(carol).get(BASE + path).status_code == 403
    assert api(carol).post(BASE + path, {}).status_code in (403, 405)


def test_lists_hold_one_company_only(api: Api, interview: VideoSession, mallory: Member) -> None:
    assert api(mallory).get(f"{BASE}video-sessions/").json()["count"] == 0
    assert [found["email"] for found in api(mallory).get(f"{BASE}members/").json()["results"]] == [
        "mallory@rival.example"
    ]


def test_a_panel_is_chosen_among_colleagues(api: Api, alice: Member, mallory: Member, rival: Tenant) -> None:
    cast.hire("malcolm", rival, role="interviewer", number=77)
    answer = api(alice).post(f"{BASE}video-sessions/", {"panel": ["77"]})
    assert (answer.status_code, answer.json()) == (400, {"panel": ['"77" is no member of your company.']})


@pytest.mark.parametrize("how", ["header", "body"])
def test_a_stated_tenant_must_be_the_callers_own(api: Api, alice: Member, how: str) -> None:
    other = str(uuid4())
    body, headers = ({"tenant_id": other}, {}) if how == "body" else ({}, {"X-Tenant-ID": other})
    answer = api(alice).post(f"{BASE}video-sessions/", body, headers=headers)
    assert (answer.status_code, answer.json()) == (400, {"detail": "Tenant ID mismatch."})


@pytest.mark.parametrize(
    "body",
    [
        {"starts_at": "2027-01-01T10:00:00Z", "ends_at": "2027-01-01T09:00:00Z"},
        {"ends_at": "2027-01-01T09:00:00Z"},
        {"time_zone": "Middle/Earth"},
        {"time_zone": "../../etc/passwd"},
        {"scores": {"technical": 0}},
        {"scores": {"technical": 4.5}},
        {"scores": {"technical": "4"}},
        {"scores": {"<script>": 4}},
        {"scores": {f"criterion{n}": 4 for n in range(21)}},
        {"tags": [""]},
        {"tags": ["x"] * 21},
        {"tags": ["x" * 61]},
        {"notes": ["x"]},
        {"title": "x" * 201},
        {"job_application_id": "x" * 65},
        {"meeting_id": ""},
        {"candidate": {"name": "Carol"}},
        {"candidate": "Carol"},
        {"kit": {"criteria": [{"key": "1"}]}},
        {"kit": {"questions": [{"id": "a", "text": "?", "minutes": 0}]}},
        {"panel": "2"},
    ],
    ids=str,
)
def test_an_invalid_interview_is_not_created(api: Api, alice: Member, body: dict[str, Any]) -> None:
    answer = api(alice).post(f"{BASE}video-sessions/", body)
    assert answer.status_code == 400
    assert set(answer.json()) <= {*body, "starts_at"}
    assert not VideoSession.objects.across_tenants().exists()


@pytest.mark.parametrize("query", ["?stream=score", "?after=-1", "?limit=0", "?limit=1001", "?after=x"])
def test_an_invalid_window_of_the_log_is_refused(api: Api, interview: VideoSession, alice: Member, query: str) -> None:
    assert api(alice).get(f"{BASE}video-sessions/{interview.pk}/events/{query}").status_code == 400


def test_toggling_before_joining_is_400_with_a_sentence(api: Api, interview: VideoSession, alice: Member) -> None:
    for path in ("toggle_mute", "toggle_camera"):
        answer = api(alice).post(f"{BASE}video-sessions/{path}/", {"session_id": str(interview.pk)})
        assert (answer.status_code, answer.json()) == (400, {"detail": "Join the interview first."})


@pytest.mark.parametrize(
    ("path", "off", "on"),
    [("toggle_mute", {"mute": True}, {"mute": False}), ("toggle_camera", {"camera_on": False}, {"camera_on": True})],
)
def test_a_host_turns_others_off_never_on(
    api: Api,
    interview: VideoSession,
    alice: Member,
    bob: Member,
    carol: Participant,
    path: str,
    off: dict[str, bool],
    on: dict[str, bool],
) -> None:
    for by in (alice.as_actor(), bob.as_actor(), as_guest(carol)):
        participants.enter(interview.pk, by)
    other = {"session_id": str(interview.pk), "participant_id": str(carol.pk)}
    asked = [(alice, off, 200), (alice, {}, 200), (alice, on, 403), (bob, off, 403), (carol, on, 200)]
    answered = [api(who).post(f"{BASE}video-sessions/{path}/", other | body).status_code for who, body, _ in asked]
    assert answered == [status for *_, status in asked]
