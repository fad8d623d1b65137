"""One refresh token has one successor, however many ask for it at once."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from rest_framework.test import APIClient
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from core.models import Member
from tests.cast import PASSWORD

AT_ONCE = 12
SPENT = BlacklistedToken._meta.db_table


def obtain() -> dict[str, str]:
    answer = APIClient().post("/api/token/", {"email": "alice@acme.example", "password": PASSWORD})
    return dict(answer.json())


def refresh(token: str) -> Any:
    try:
        return APIClient().post("/api/token/refresh/", {"refresh": token})
    finally:
        connection.close()


def _waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
        return int(cursor.fetchone()[0])


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_of_twelve_who_refresh_one_token_at_once_one_succeeds(alice: Member) -> None:
    token = obtain()["refresh"]
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        with transaction.atomic(), connection.cursor() as cursor:
            # Reading goes on, spending waits: everybody has found the token good before anybody can spend it.
            cursor.execute(f"LOCK TABLE {SPENT} IN SHARE ROW EXCLUSIVE MODE")
            asked = [crowd.submit(refresh, token) for _ in range(AT_ONCE)]
            _until(lambda: _waiting() == AT_ONCE)
        answers = [answer.result() for answer in asked]
    assert sorted(answer.status_code for answer in answers) == [200] + [401] * (AT_ONCE - 1)
    for loser in (answer for answer in answers if answer.status_code == 401):
        assert (loser.json()["detail"], loser["X-Error-Code"]) == ("Token is blacklisted", "token_not_valid")
        assert loser["WWW-Authenticate"].startswith("Bearer")
    assert OutstandingToken.objects.count() == 2, "the token and its only successor"
    (winner,) = [answer.json() for answer in answers if answer.status_code == 200]
    assert refresh(winner["refresh"]).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_refresh_that_fails_half_way_spends_nothing(alice: Member) -> None:
    """A successor that could not be noted is no answer, and the token stays good."""
    token = obtain()["refresh"]
    with connection.cursor() as cursor:
        cursor.execute(
            f"ALTER TABLE {OutstandingToken._meta.db_table} ADD CONSTRAINT full_disk CHECK (id < 0) NOT VALID"
        )
        try:
            failed = APIClient(raise_request_exception=False).post("/api/token/refresh/", {"refresh": token})
        finally:
            cursor.execute(f"ALTER TABLE {OutstandingToken._meta.db_table} DROP CONSTRAINT full_disk")
    assert failed.status_code == 500
    assert refresh(token).status_code == 200


def test_the_token_of_a_member_who_is_gone_is_401(alice: Member) -> None:
    token = obtain()["refresh"]
    alice.delete()
    answer = APIClient(raise_request_exception=False).post("/api/token/refresh/", {"refresh": token})
    assert answer.status_code == 401
    assert "detail" in answer.json()
