"""Tokens of an outside issuer, verified by its published keys over real HTTP."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from jwt.algorithms import RSAAlgorithm
from rest_framework.test import APIClient

from core import tokens
from core.models import Member, Tenant
from core.tokens import access_for

ISSUER, AUDIENCE, KEY_ID = "https://id.example", "talent-engine", "2026-11"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Keys(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        published = json.loads(RSAAlgorithm.to_jwk(KEY.public_key())) | {"kid": KEY_ID, "use": "sig", "alg": "RS256"}
        body = json.dumps({"keys": [published]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the base class's signature
        """Keep quiet."""


@pytest.fixture(autouse=True)
def _issuer(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Keys)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/keys.json"
    outside = {"jwk_url": url, "issuer": ISSUER, "audience": AUDIENCE, "algorithm": "RS256"}
    monkeypatch.setattr(settings, "OUTSIDE_ISSUER", outside)
    tokens._outside_backend.cache_clear()
    yield
    tokens._outside_backend.cache_clear()
    server.shutdown()
    thread.join()
    server.server_close()


def issued(tenant: Tenant, key: Any = KEY, algorithm: str = "RS256", kid: str = KEY_ID, **changed: Any) -> str:
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "exp": datetime.now(UTC) + timedelta(minutes=5),
        "user_id": "hr-7",
        "tenant_id": str(tenant.pk),
        "email": "ada@acme.example",
        "first_name": "Ada",
        "last_name": "Byron",
        "job_role": "analyst",
        "role": "recruiter",
    } | changed
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, key, algorithm=algorithm, headers={"kid": kid})


def get(token: str) -> Any:
    return APIClient().get("/api/talent-engine/members/", headers={"Authorization": f"Bearer {token}"})


def test_a_person_unknown_so_far_is_taken_over_from_the_claims(acme: Tenant) -> None:
    answer = get(issued(acme))
    assert [found["name"] for found in answer.json()["results"]] == ["Ada Byron"]
    ada = Member.objects.get(tenant=acme, external_id="hr-7")
    assert (ada.email, ada.job_role, ada.role, ada.has_usable_password()) == (
        "ada@acme.example",
        "analyst",
        "recruiter",
        False,
    )


def test_changed_claims_update_the_member(acme: Tenant) -> None:
    get(issued(acme))
    get(issued(acme, last_name="Lovelace", role="owner"))
    ada = Member.objects.get()
    assert (ada.last_name, ada.role) == ("Lovelace", "owner")


def test_our_own_tokens_go_on_working(alice: Member) -> None:
    assert get(str(access_for(alice))).status_code == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": timedelta(seconds=-50)},
        {"nbf": timedelta(seconds=50)},
        {"iat": timedelta(seconds=50)},
        {"iat": timedelta(days=1)},
        {"iat": timedelta(days=-400)},
    ],
    ids=str,
)
def test_the_issuer_s_clock_may_differ_from_ours_by_a_minute(acme: Tenant, changed: dict[str, timedelta]) -> None:
    """`iat` only informs; when a token begins and ends is in `nbf` and `exp`."""
    moved: dict[str, Any] = {claim: datetime.now(UTC) + off for claim, off in changed.items()}
    assert get(issued(acme, **moved)).status_code == 200


@pytest.mark.parametrize("changed", [{"exp": timedelta(seconds=-70)}, {"nbf": timedelta(seconds=70)}], ids=str)
def test_a_clock_that_differs_by_more_is_401(acme: Tenant, changed: dict[str, timedelta]) -> None:
    moved: dict[str, Any] = {claim: datetime.now(UTC) + off for claim, off in changed.items()}
    assert get(issued(acme, **moved)).status_code == 401


def _public_pem() -> bytes:
    return KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


FALSE: dict[str, dict[str, Any]] = {
    "of another key": {"key": OTHER_KEY},
    "of an unknown key": {"kid": "2020-01"},
    "of another algorithm": {"algorithm": "RS512"},
    "expired": {"exp": datetime(2020, 1, 1, tzinfo=UTC)},
    "without an end": {"exp": None},
    "for somebody else": {"aud": "payroll"},
    "for nobody": {"aud": None},
    "of another issuer": {"iss": "https://evil.example"},
    "of no issuer": {"iss": None},
    "of an unknown company": {"tenant_id": str(uuid4())},
    "of no company": {"tenant_id": None},
    "of nonsense for a company": {"tenant_id": "acme"},
    "of nobody": {"user_id": None},
    "of an unknown role": {"role": "emperor"},
    "of no role": {"role": None},
    "without an address": {"email": None},
    "with a name beyond measure": {"first_name": "A" * 500},
}


@pytest.mark.parametrize("changed", FALSE.values(), ids=FALSE)
def test_a_false_token_is_401_and_makes_nobody(acme: Tenant, changed: dict[str, Any]) -> None:
    assert get(issued(acme, **changed)).status_code == 401
    assert not Member.objects.exists()


@pytest.mark.filterwarnings("ignore")
def test_the_public_key_is_no_shared_secret(acme: Tenant) -> None:
    """The classic confusion: a token signed by HMAC with the key that everybody may read."""
    body = issued(acme).split(".")[1]
    header = jwt.utils.base64url_encode(json.dumps({"alg": "HS256", "typ": "JWT", "kid": KEY_ID}).encode()).decode()
    signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(
        f"{header}.{body}".encode(), _public_pem()
    )
    assert get(f"{header}.{body}.{jwt.utils.base64url_encode(signature).decode()}").status_code == 401


def test_an_inactive_member_stays_refused_whatever_the_claims(acme: Tenant) -> None:
    get(issued(acme))
    Member.objects.update(is_active=False)
    assert get(issued(acme)).status_code == 401


def test_an_address_belongs_to_one_account(acme: Tenant, mallory: Member) -> None:
    assert get(issued(acme, email="mallory@rival.example")).status_code == 401
    assert Member.objects.count() == 1
    get(issued(acme))
    assert get(issued(acme, email="mallory@rival.example")).status_code == 401
    assert Member.objects.get(external_id="hr-7").email == "ada@acme.example"
