"""Our own tokens: what they carry, and every way a false one is refused."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import jwt
import pytest
from django.conf import settings
from rest_framework.test import APIClient

from core.models import Member
from core.sign_ins import begin
from core.tokens import GuestToken, access_for
from interviews.models import Participant
from tests.cast import PASSWORD

Api = Callable[..., APIClient]
MEMBERS = "/api/talent-engine/members/"
HOUR = timedelta(hours=1)


def obtain(email: str = "alice@acme.example", password: str = PASSWORD) -> Any:
    return APIClient().post("/api/token/", {"email": email, "password": password})


def refresh(token: str) -> Any:
    return APIClient().post("/api/token/refresh/", {"refresh": token})


def get(token: object, path: str = MEMBERS) -> Any:
    return APIClient().get(path, headers={"Authorization": f"Bearer {token}"})


def forged(member: Member, key: str | None = None, algorithm: str = "HS256", **changed: Any) -> str:
    """Alice's own access token, changed and signed again."""
    claims = access_for(member).payload | changed
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, settings.SECRET_KEY if key is None else key, algorithm=algorithm)


def test_claims_name_the_member_for_the_other_services(alice: Member) -> None:
    answer = obtain()
    assert answer.status_code == 200
    claims = jwt.decode(answer.json()["access"], options={"verify_signature": False})
    result = {
        name: claims[name] for name in ("sub", "user_id", "tenant_id", "tenant_domain", "email", "first_name", "role")
    }
    assert result == {
        "sub": str(alice.pk),
        "user_id": alice.external_id,
        "tenant_id": str(alice.tenant_id),
        "tenant_domain": "acme.example",
        "email": "alice@acme.example",
        "first_name": "Alice",
        "role": "interviewer",
    }
    assert {"last_name", "job_role"} <= claims.keys()
    assert get(answer.json()["access"]).status_code == 200


@pytest.mark.parametrize("email", ["ALICE@acme.example", "Alice@Acme.Example"])
def test_an_address_is_the_same_in_any_case(alice: Member, email: str) -> None:
    assert obtain(email).status_code == 200


def test_unknown_people_and_wrong_passwords_look_the_same(alice: Member) -> None:
    wrong, unknown = obtain(password="wrong"), obtain("nobody@acme.example")
    assert (wrong.status_code, wrong.json()) == (unknown.status_code, unknown.json())
    assert wrong.status_code == 401


def test_an_inactive_member_gets_no_token_and_old_tokens_stop_working(alice: Member) -> None:
    tokens = obtain().json()
    Member.objects.update(is_active=False)
    assert obtain().status_code == 401
    assert get(tokens["access"]).status_code == 401
    assert refresh(tokens["refresh"]).status_code == 401


def test_verify_tells_good_from_bad(alice: Member) -> None:
    tokens = obtain().json()
    asked = (tokens["access"], tokens["access"][:-2], "rubbish")
    result = [APIClient().post("/api/token/verify/", {"token": token}).status_code for token in asked]
    assert result == [200, 401, 401]


def _unsigned(member: Member) -> str:
    header, payload = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
        for part in ({"alg": "none", "typ": "JWT"}, access_for(member).payload)
    )
    return f"{header}.{payload}."


def _tampered(member: Member) -> str:
    header, _, signature = str(access_for(member)).split(".")
    payload = base64.urlsafe_b64encode(json.dumps(access_for(member).payload | {"role": "owner"}).encode()).rstrip(b"=")
    return f"{header}.{payload.decode()}.{signature}"


FALSE: dict[str, Callable[[Member], object]] = {
    "signed by another key": lambda m: forged(m, key="x" * 50),
    "changed after signing": _tampered,
    "not signed at all": _unsigned,
    "of another algorithm of ours": lambda m: forged(m, algorithm="HS512"),
    "expired": lambda m: forged(m, exp=datetime.now(UTC) - timedelta(seconds=1)),
    "without an end": lambda m: forged(m, exp=None),
    "without a kind": lambda m: forged(m, token_type=None),
    "of another kind": begin,
    "of an unknown kind": lambda m: forged(m, token_type="owner"),
    "passed off as a guest's": lambda m: forged(m, token_type="guest"),
    "of nobody": lambda m: forged(m, sub=None),
    "of an unknown member": lambda m: forged(m, sub="987654321"),
    "of no number": lambda m: forged(m, sub="alice"),
    "of a number no column holds": lambda m: forged(m, sub="9" * 30),
    "of a number in other digits": lambda m: forged(m, sub="".join(chr(0x660 + int(digit)) for digit in str(m.pk))),
    "of another issuer": lambda m: forged(m, iss="https://id.example", key="x" * 50),
    "rubbish": lambda _: "rubbish",
    "empty": lambda _: "a.b.c",
    "two": lambda _: "one two",
}


@pytest.mark.filterwarnings("ignore:The HMAC key is")
@pytest.mark.parametrize("make", FALSE.values(), ids=FALSE)
def test_a_false_token_is_401(alice: Member, make: Callable[[Member], object]) -> None:
    answer = get(make(alice))
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert "detail" in answer.json()


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "bEaReR"])
def test_the_scheme_is_the_same_in_any_case(alice: Member, scheme: str) -> None:
    header = {"Authorization": f"{scheme} {access_for(alice)}"}
    assert APIClient().get(MEMBERS, headers=header).status_code == 200


@pytest.mark.parametrize("scheme", ["Bear", "Bearers", "Token", "Basic"])
def test_another_scheme_is_not_ours(alice: Member, scheme: str) -> None:
    header = {"Authorization": f"{scheme} {access_for(alice)}"}
    assert APIClient().get(MEMBERS, headers=header).status_code == 401


def test_rights_come_from_the_row_not_from_the_token(alice: Member) -> None:
    token = str(access_for(alice))
    Member.objects.update(role="reviewer")
    answer = APIClient().post("/api/talent-engine/video-sessions/", {}, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 403


# -- guests ------------------------------------------------------------------------------------------------------------
def guest_token(person: Participant, lifetime: timedelta = HOUR) -> GuestToken:
    return GuestToken.of(
        guest_id=person.pk, tenant_id=person.tenant_id, name=person.name, email=person.email, lifetime=lifetime
    )


def lobby(person: Participant) -> str:
    return f"/api/talent-engine/video-sessions/{person.session_id}/lobby/"


def test_a_guest_s_token_reaches_the_guest_s_interview_and_no_staff_route(carol: Participant) -> None:
    assert get(guest_token(carol), lobby(carol)).status_code == 200
    assert get(guest_token(carol)).status_code == 403


def _resigned(person: Participant, key: str | None = None, **changed: Any) -> str:
    claims = guest_token(person).payload | changed
    return jwt.encode({k: v for k, v in claims.items() if v is not None}, key or settings.SECRET_KEY, algorithm="HS256")


FALSE_GUESTS: dict[str, Callable[[Participant], object]] = {
    "signed by another key": lambda p: _resigned(p, key="x" * 50),
    "expired": lambda p: guest_token(p, timedelta(seconds=-1)),
    "without an end": lambda p: _resigned(p, exp=None),
    "passed off as a member's": lambda p: _resigned(p, token_type="access"),
    "without a tenant": lambda p: _resigned(p, tenant_id=None),
    "of no guest": lambda p: _resigned(p, sub="carol"),
}


@pytest.mark.parametrize("make", FALSE_GUESTS.values(), ids=FALSE_GUESTS)
def test_a_false_guest_s_token_is_401(carol: Participant, make: Callable[[Participant], object]) -> None:
    assert get(make(carol), lobby(carol)).status_code == 401


def test_a_guest_of_another_company_finds_nothing(carol: Participant) -> None:
    assert get(_resigned(carol, tenant_id=str(uuid4())), lobby(carol)).status_code == 404
