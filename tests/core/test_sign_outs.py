"""What ends with a sign-in, in every way one can end, and what does not."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import AccessToken

from core import sign_ins
from core.errors import Unauthenticated
from core.models import AuditEntry, Member, SignIn
from interviews.models import Participant, VideoSession
from interviews.room import tickets
from tests import sign_outs
from tests.sign_outs import EVERYWHERE, THIS_SIGN_IN, WAYS, Pair, refresh, sign_in, token_logout

MEMBERS = "/api/talent-engine/members/"
HERE = "http://testserver"
Api = Callable[..., APIClient]
Way = Callable[[Member, Pair], None]


def get(token: str, path: str = MEMBERS) -> Any:
    return APIClient().get(path, headers={"Authorization": f"Bearer {token}"})


def verify(token: str) -> int:
    return int(APIClient().post("/api/token/verify/", {"token": token}).status_code)


@pytest.fixture(params=list(WAYS.values()), ids=list(WAYS))
def way(request: pytest.FixtureRequest) -> Way:
    chosen: Way = request.param
    return chosen


def test_the_access_token_ends(alice: Member, way: Way) -> None:
    pair = sign_in(alice)
    assert get(pair["access"]).status_code == 200
    way(alice, pair)
    answer = get(pair["access"])
    assert (answer.status_code, next(iter(answer.json()))) == (401, "detail")
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert verify(pair["access"]) == 401


def test_the_refresh_token_ends(alice: Member, way: Way) -> None:
    pair = sign_in(alice)
    way(alice, pair)
    assert refresh(pair["refresh"]).status_code == 401
    assert verify(pair["refresh"]) == 401


def test_a_successor_ends(alice: Member, way: Way) -> None:
    pair = sign_in(alice)
    newer = refresh(pair["refresh"]).json()
    way(alice, pair)
    assert get(newer["access"]).status_code == 401
    assert refresh(newer["refresh"]).status_code == 401


def test_a_ticket_ends(alice: Member, interview: VideoSession, way: Way) -> None:
    pair = sign_in(alice)
    asked = APIClient().post(
        f"/api/talent-engine/video-sessions/{interview.pk}/ticket/",
        headers={"Authorization": f"Bearer {pair['access']}", "Origin": HERE},
    )
    way(alice, pair)
    with pytest.raises(Unauthenticated):
        tickets.redeem(asked.json()["ticket"], session_id=interview.pk, origin=HERE)


@pytest.mark.parametrize("everywhere", EVERYWHERE.values(), ids=EVERYWHERE)
def test_every_other_sign_in_ends_too(alice: Member, everywhere: Way) -> None:
    other = sign_in(alice)
    everywhere(alice, sign_in(alice))
    assert get(other["access"]).status_code == 401
    assert refresh(other["refresh"]).status_code == 401


@pytest.mark.parametrize("this", THIS_SIGN_IN.values(), ids=THIS_SIGN_IN)
def test_another_sign_in_goes_on(alice: Member, this: Way) -> None:
    other = sign_in(alice)
    this(alice, sign_in(alice))
    assert get(other["access"]).status_code == 200
    assert refresh(other["refresh"]).status_code == 200


def test_colleagues_other_companies_and_guests_are_not_concerned(
    api: Api, alice: Member, bob: Member, mallory: Member, carol: Participant, way: Way
) -> None:
    pairs, guest = [sign_in(bob), sign_in(mallory)], api(carol)
    way(alice, sign_in(alice))
    for pair in pairs:
        assert get(pair["access"]).status_code == 200
        assert refresh(pair["refresh"]).status_code == 200
    assert guest.get(f"/api/talent-engine/video-sessions/{carol.session_id}/lobby/").status_code == 200


@pytest.mark.parametrize("way", [sign_outs._page_logout, sign_outs._new_role, sign_outs._token_logout])
def test_who_signs_in_again_at_once_is_in(alice: Member, way: Way) -> None:
    """Within the same second, which is all that `iat` can tell."""
    way(alice, sign_in(alice))
    pair = sign_in(alice)
    assert get(pair["access"]).status_code == 200
    assert refresh(pair["refresh"]).status_code == 200


@pytest.mark.parametrize("change", [{"first_name": "Alicia"}, {"job_role": "CTO"}, {"role": "interviewer"}, {}])
def test_other_changes_end_nothing(alice: Member, change: dict[str, str]) -> None:
    pair = sign_in(alice)
    for name, value in change.items():
        setattr(alice, name, value)
    alice.save()
    assert get(pair["access"]).status_code == 200


def test_a_renewed_hash_is_no_new_password(alice: Member, settings: Any) -> None:
    pair = sign_in(alice)
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]
    old = Member.objects.get().password
    again = sign_in(alice)
    assert Member.objects.get().password != old
    assert get(pair["access"]).status_code == get(again["access"]).status_code == 200


def test_a_hash_written_by_hand_is_a_new_password(alice: Member) -> None:
    pair = sign_in(alice)
    alice.password = make_password("another long password")
    alice.save(update_fields=["password"])
    assert get(pair["access"]).status_code == 401


def test_an_instance_read_before_a_log_out_does_not_take_it_back(alice: Member) -> None:
    pair, stale = sign_in(alice), Member.objects.get()
    sign_outs._page_logout(alice, pair)
    stale.first_name = "Alicia"
    stale.save()
    assert get(pair["access"]).status_code == 401


def test_the_page_of_who_changed_the_password_elsewhere_closes(alice: Member, client: Client) -> None:
    client.force_login(alice)
    assert client.get(reverse("interviews")).status_code == 200
    sign_outs._new_password(alice, {})
    assert client.get(reverse("interviews")).status_code == 302


def test_checking_a_token_is_one_query(alice: Member) -> None:
    pair = sign_in(alice)
    token: Any = AccessToken(pair["access"])  # type: ignore[arg-type]  # simplejwt takes the encoded token here
    with CaptureQueriesContext(connection) as asked:
        sign_ins.holder_of(token)
    assert len(asked) == 1


# -- POST /api/token/logout/ -------------------------------------------------------------------------------------------
def test_logging_out_twice_is_as_good_as_once(alice: Member) -> None:
    pair = sign_in(alice)
    answers = [token_logout(pair["refresh"]) for _ in range(3)]
    assert [(answer.status_code, answer.content) for answer in answers] == [(204, b"")] * 3


@pytest.mark.parametrize("more", [{}, {"everywhere": True}], ids=str)
def test_a_token_that_works_no_more_ends_nothing(alice: Member, more: dict[str, bool]) -> None:
    pair, over = sign_in(alice), sign_in(alice)
    token_logout(over["refresh"])
    for token in (over["refresh"], over["refresh"][:-3], "rubbish", pair["access"]):
        assert token_logout(token, **more).status_code == 204
    assert get(pair["access"]).status_code == 200


def test_a_used_token_ends_its_family_and_no_other(alice: Member) -> None:
    """It may be a thief's: that must not suffice to throw somebody out everywhere."""
    pair, other = sign_in(alice), sign_in(alice)
    newest = refresh(refresh(pair["refresh"]).json()["refresh"]).json()
    assert token_logout(pair["refresh"], everywhere=True).status_code == 204
    assert get(newest["access"]).status_code == 401
    assert get(other["access"]).status_code == 200
    assert AuditEntry.objects.filter(action="sign_in.replayed").count() == 1


def test_a_foreign_token_says_nothing(api: Api, alice: Member, mallory: Member) -> None:
    """The same answer for another company's token, whether it works or not, and for one that never was."""
    works, over = sign_in(mallory), sign_in(mallory)
    token_logout(over["refresh"])
    answers = [
        api(alice).post("/api/token/logout/", {"refresh": token})
        for token in (works["refresh"], over["refresh"], "rubbish")
    ]
    seen = {(answer.status_code, answer.content, answer.get("X-Error-Code")) for answer in answers}
    assert seen == {(204, b"", None)}


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "refresh"), ({"refresh": ""}, "refresh"), ({"refresh": "x", "everywhere": "perhaps"}, "everywhere")],
)
def test_a_mistaken_body_is_named(db: None, body: dict[str, str], field: str) -> None:
    answer = APIClient().post("/api/token/logout/", body)
    assert (answer.status_code, list(answer.json())) == (400, [field])


def test_ending_one_sign_in_is_kept_until_its_tokens_have_expired(alice: Member) -> None:
    token_logout(sign_in(alice)["refresh"])
    assert SignIn.objects.get().revoked_at is not None
