"""The staff session of the pages: in by password, out by POST, and good for the API with its CSRF token only."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from core.models import Member
from core.throttles import LoginAttempts
from core.tokens import access_for
from tests.cast import PASSWORD

LOGIN = "/login/"
SESSIONS = "/api/talent-engine/video-sessions/"


def log_in(client: Client, email: str = "alice@acme.example", password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"username": email, "password": password, **more})


@pytest.fixture
def strict() -> Client:
    """A browser's client: CSRF is enforced."""
    return Client(enforce_csrf_checks=True)


def test_the_right_password_leads_to_the_interviews(alice: Member, client: Client) -> None:
    answer = log_in(client)
    assert (answer.status_code, answer["Location"]) == (302, reverse("interviews"))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    ("email", "password"),
    [("alice@acme.example", "wrong"), ("nobody@acme.example", PASSWORD), ("", ""), ("alice@acme.example", "")],
)
def test_wrong_credentials_are_refused_with_one_sentence(
    alice: Member, client: Client, email: str, password: str
) -> None:
    answer = log_in(client, email, password)
    assert answer.status_code == 200
    assert settings.SESSION_COOKIE_NAME not in client.cookies


def test_login_attempts_on_the_page_and_the_api_share_one_limit(
    alice: Member, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LoginAttempts, "rate", "2/day", raising=False)
    client.defaults["REMOTE_ADDR"] = "192.0.2.9"
    statuses = [log_in(client, password="wrong").status_code for _ in range(2)] + [log_in(client).status_code]
    assert statuses == [200, 200, 429]
    by_api = client.post("/api/token/", {"email": "alice@acme.example", "password": PASSWORD}, "application/json")
    assert by_api.status_code == 429


def test_an_inactive_member_cannot_log_in(alice: Member, client: Client) -> None:
    log_in(client)
    Member.objects.update(is_active=False)
    assert client.get(reverse("interviews")).status_code == 302
    client.cookies.clear()
    assert log_in(client).status_code == 200


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_login_never_redirects_to_another_site(alice: Member, client: Client, elsewhere: str) -> None:
    assert log_in(client, next=elsewhere)["Location"] == reverse("interviews")


def test_the_page_asked_for_comes_after_logging_in(alice: Member, client: Client) -> None:
    asked = client.get(reverse("interview-new"))
    assert asked["Location"] == f"{LOGIN}?next={reverse('interview-new')}"
    assert log_in(client, next=reverse("interview-new"))["Location"] == reverse("interview-new")


def test_a_login_form_from_elsewhere_is_refused(alice: Member, strict: Client) -> None:
    assert log_in(strict).status_code == 403


def test_logging_out_is_a_post(alice: Member, client: Client) -> None:
    log_in(client)
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").status_code == 302
    assert client.get(reverse("interviews")).status_code == 302


def test_the_session_speaks_to_the_api_and_writes_only_with_its_csrf_token(alice: Member) -> None:
    browser = APIClient(enforce_csrf_checks=True)
    browser.force_login(alice)
    assert browser.get(SESSIONS).status_code == 200
    refused = browser.post(SESSIONS, {})
    assert (refused.status_code, refused["X-Error-Code"]) == (403, "permission_denied")
    browser.get(LOGIN)
    browser.get(reverse("interviews"))
    token = browser.cookies[settings.CSRF_COOKIE_NAME].value
    assert browser.post(SESSIONS, {}, headers={"X-CSRFToken": token}).status_code == 201


def test_a_token_takes_precedence_over_the_session(alice: Member, bob: Member) -> None:
    browser = APIClient()
    browser.force_login(alice)
    answer = browser.post(SESSIONS, {}, headers={"Authorization": f"Bearer {access_for(bob)}"})
    assert answer.json()["panel"][0]["id"] == bob.external_id
