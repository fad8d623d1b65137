"""Log lines are JSON, belong to their request, and hold nothing that would open a door."""

import logging
from collections.abc import Callable, Iterator

import pytest
from django.test import Client, RequestFactory
from rest_framework.test import APIClient

from core.links import new_secret
from core.models import Member
from core.tokens import access_for
from tests.lines import Lines, captured

Api = Callable[..., APIClient]
log = logging.getLogger("talent.test")
SECRETS = [
    ("te.ticket." + "x" * 43, "te.v1, te.ticket." + "x" * 43),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"),
    ("abcdef0123456789", "authorization: bearer abcdef0123456789"),
    ("0a1b2c3d4e", "http://store/key?X-Amz-Expires=60&X-Amz-Signature=0a1b2c3d4e"),
    ("AKIDEXAMPLE", "http://store/key?X-Amz-Credential=AKIDEXAMPLE%2F20261122&X-Amz-Expires=60"),
]


@pytest.fixture
def lines() -> Iterator[Lines]:
    with captured() as lines:
        yield lines


@pytest.mark.parametrize(("secret", "text"), SECRETS)
def test_a_secret_never_reaches_a_line(lines: Lines, secret: str, text: str) -> None:
    log.warning("met %s", text)
    log.warning("met", extra={"header": text, "nested": {"deep": [text]}})
    try:
        int(text)  # its message quotes what it was given
    except ValueError:
        log.exception("failed")
    assert len(lines.text.splitlines()) == 3
    assert secret not in lines.text
    assert lines.text.count("[secret]") >= 4


def test_a_log_line_has_time_logger_and_level(lines: Lines) -> None:
    log.info("room healed", extra={"events": 3})
    (line,) = lines.said("room healed")
    assert (line["level"], line["logger"], line["events"]) == ("info", "talent.test", 3)
    assert line["timestamp"].endswith("Z")


def test_no_line_carries_a_whole_request(lines: Lines) -> None:
    log.error("failed", extra={"request": RequestFactory().get("/?secret=canary")})
    assert "canary" not in lines.text


@pytest.mark.django_db
def test_a_request_leaves_one_line_with_its_id_and_without_its_query(lines: Lines) -> None:
    answer = Client().get(
        "/api/talent-engine/video-sessions/?token=canary", headers={"X-Request-ID": "known-by-caller"}
    )
    (line,) = lines.said("request")
    assert (line["request_id"], line["status"], line["method"]) == ("known-by-caller", answer.status_code, "GET")
    assert line["path"] == "/api/talent-engine/video-sessions/"
    assert "canary" not in lines.text


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics"])
def test_probes_log_no_line(lines: Lines, path: str) -> None:
    Client().get(path)
    assert lines.said("request") == []


def test_credentials_of_a_login_are_never_logged(lines: Lines, api: Api, alice: Member) -> None:
    secret, _ = new_secret()
    token = str(access_for(alice))
    api().post("/api/token/", {"email": alice.email, "password": "canary-password"})
    api().post("/api/token/refresh/", {"refresh": token})
    api().post(f"/api/talent-engine/invitations/{'0' * 8}-0000-4000-8000-{'0' * 12}/redeem/", {"secret": secret})
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}x")
    client.get("/api/talent-engine/video-sessions/")
    assert len(lines.said("request")) == 4
    for canary in ("canary-password", token, secret):
        assert canary not in lines.text
