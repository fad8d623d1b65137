"""One refresh token has one successor, however many ask for it at once; a copy used later ends the family."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import jwt
import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone
from rest_framework.test import APIClient
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from rest_framework_simplejwt.tokens import RefreshToken

from config.env import Environment
from core import housekeeping, sign_ins
from core.models import AuditEntry, Member, SignIn
from tests.sign_outs import refresh, sign_in

AT_ONCE = 12
FAMILIES = SignIn._meta.db_table


def claims(token: str) -> dict[str, Any]:
    return dict(jwt.decode(token, options={"verify_signature": False}))


def later(by: timedelta = sign_ins.GRACE) -> None:
    """Let the last refresh be so long ago."""
    SignIn.objects.update(renewed_at=Now() - by)


def test_the_next_pair_works_and_names_the_same_member(alice: Member) -> None:
    first = sign_in(alice)
    second = refresh(first["refresh"]).json()
    assert second["refresh"] != first["refresh"]
    assert second["access"] != first["access"]
    own = {"jti", "exp", "iat", "number"}
    kept = [
        {name: value for name, value in claims(pair["refresh"]).items() if name not in own} for pair in (first, second)
    ]
    assert kept[0] == kept[1]
    assert (
        APIClient()
        .get("/api/talent-engine/members/", headers={"Authorization": f"Bearer {second['access']}"})
        .status_code
        == 200
    )
    assert refresh(second["refresh"]).status_code == 200


# -- at once, and again within the grace -------------------------------------------------------------------------------
def _waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
        return int(cursor.fetchone()[0])


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _refresh_in_a_thread(token: str) -> Any:
    try:
        return refresh(token)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_twelve_who_refresh_one_token_at_once_get_one_successor(alice: Member) -> None:
    token = sign_in(alice)["refresh"]
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        with transaction.atomic(), connection.cursor() as cursor:
            # Everybody has found the token good before anybody can use it.
            cursor.execute(f"LOCK TABLE {FAMILIES} IN EXCLUSIVE MODE")
            asked = [crowd.submit(_refresh_in_a_thread, token) for _ in range(AT_ONCE)]
            _until(lambda: _waiting() == AT_ONCE)
        answers = [answer.result() for answer in asked]
    assert [answer.status_code for answer in answers] == [200] * AT_ONCE
    assert len({answer.content for answer in answers}) == 1
    assert SignIn.objects.get().number == 1
    assert refresh(answers[0].json()["refresh"]).status_code == 200


def test_who_lost_the_answer_gets_the_same_again(alice: Member) -> None:
    token = sign_in(alice)["refresh"]
    answers = [refresh(token)]
    later(timedelta(seconds=8))
    answers.append(refresh(token))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert SignIn.objects.get().number == 1


@pytest.mark.django_db(transaction=True)
def test_a_refresh_that_fails_half_way_spends_nothing(alice: Member) -> None:
    """A successor that could not be noted is no answer, and the token stays good."""
    token = sign_in(alice)["refresh"]
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {FAMILIES} ADD CONSTRAINT full_disk CHECK (number < 0) NOT VALID")
        try:
            failed = APIClient(raise_request_exception=False).post("/api/token/refresh/", {"refresh": token})
        finally:
            cursor.execute(f"ALTER TABLE {FAMILIES} DROP CONSTRAINT full_disk")
    assert failed.status_code == 500
    assert refresh(token).status_code == 200


# -- copies ------------------------------------------------------------------------------------------------------------
def _after_the_grace(token: str) -> str:
    newest = refresh(token).json()["refresh"]
    later()
    return str(newest)


def _after_the_successor_was_used(token: str) -> str:
    return str(refresh(refresh(token).json()["refresh"]).json()["refresh"])


@pytest.mark.parametrize("use", [_after_the_grace, _after_the_successor_was_used])
def test_a_copy_used_later_ends_the_family(alice: Member, use: Callable[[str], str]) -> None:
    token = sign_in(alice)["refresh"]
    newest = use(token)
    replayed = refresh(token)
    assert (replayed.status_code, replayed.json()["detail"]) == (401, "Token is blacklisted")
    assert replayed["X-Error-Code"] == "token_not_valid"
    assert replayed["WWW-Authenticate"].startswith("Bearer")
    assert refresh(newest).status_code == 401


def test_a_copy_used_later_is_audited_once_for_the_member_s_company(alice: Member) -> None:
    token = sign_in(alice)["refresh"]
    _after_the_grace(token)
    for _ in range(3):
        refresh(token)
    entry = AuditEntry.objects.get()
    assert (entry.tenant_id, entry.action, entry.actor) == (alice.tenant_id, "sign_in.replayed", "system")
    assert (entry.subject, entry.facts) == (str(SignIn.objects.get().pk), {"member": alice.external_id})


# -- ends --------------------------------------------------------------------------------------------------------------
def test_no_sign_in_outlives_thirty_days(alice: Member, settings: Any) -> None:
    pair = sign_in(alice)
    assert claims(pair["refresh"])["exp"] - claims(pair["refresh"])["iat"] == 7 * 86400
    settings.SIGN_IN_LIFETIME = timedelta(days=2)
    second = refresh(pair["refresh"]).json()
    ends = claims(pair["refresh"])["auth_time"] + 2 * 86400
    assert claims(second["refresh"])["exp"] == ends
    assert SignIn.objects.get().expires_at == datetime.fromtimestamp(ends, UTC)
    settings.SIGN_IN_LIFETIME = timedelta(seconds=60)
    third = refresh(second["refresh"]).json()
    assert claims(third["access"])["exp"] == claims(third["refresh"])["exp"] == ends - 2 * 86400 + 60
    settings.SIGN_IN_LIFETIME = timedelta(0)
    assert refresh(third["refresh"]).status_code == 401


def test_the_default_is_thirty_days() -> None:
    assert Environment().jwt_sign_in_days == 30


def test_the_token_of_a_member_who_is_gone_is_401(alice: Member) -> None:
    token = sign_in(alice)["refresh"]
    alice.delete()
    answer = APIClient(raise_request_exception=False).post("/api/token/refresh/", {"refresh": token})
    assert answer.status_code == 401
    assert "detail" in answer.json()


def test_a_token_of_an_earlier_version_is_401(alice: Member) -> None:
    assert refresh(str(RefreshToken.for_user(alice))).status_code == 401


def test_a_database_that_was_restored_still_takes_the_newest_token(alice: Member) -> None:
    token = sign_in(alice)["refresh"]
    newest = refresh(refresh(token).json()["refresh"]).json()["refresh"]
    SignIn.objects.update(number=1)
    assert refresh(newest).status_code == 200
    assert SignIn.objects.get().number == 3


# -- what is stored ----------------------------------------------------------------------------------------------------
def test_no_table_holds_a_token_or_the_name_of_one(alice: Member) -> None:
    pairs = [sign_in(alice)]
    pairs.append(refresh(pairs[0]["refresh"]).json())
    secrets = [
        *pairs[0].values(),
        *pairs[1].values(),
        *(claims(token)["jti"] for pair in pairs for token in pair.values()),
    ]
    for model in apps.get_models():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" t')  # noqa: S608 -- names of models
            rows = "\n".join(row[0] for row in cursor.fetchall())
        assert not [secret for secret in secrets if secret in rows], model


def test_the_night_deletes_what_no_token_or_session_needs_any_more(alice: Member) -> None:
    kept, over = sign_in(alice), sign_in(alice)
    SignIn.objects.filter(pk=claims(over["refresh"])["sid"]).update(expires_at=timezone.now() - timedelta(seconds=1))
    for key, ends in (("old", -1), ("new", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + timedelta(minutes=ends))
    left = OutstandingToken.objects.create(jti="x", token="in clear", expires_at=timezone.now() + timedelta(days=1))
    BlacklistedToken.objects.create(token=left)
    housekeeping.delete_expired_credentials.function()
    assert [str(row.pk) for row in SignIn.objects.all()] == [claims(kept["refresh"])["sid"]]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
    assert not OutstandingToken.objects.exists()
    assert refresh(kept["refresh"]).status_code == 200


def test_the_migration_blanks_the_tokens_of_the_version_before(alice: Member) -> None:
    OutstandingToken.objects.create(jti="x", token="in clear", expires_at=timezone.now())
    migration = import_module("core.migrations.0004_sign_ins_without_stored_tokens")
    with connection.cursor() as cursor:
        cursor.execute(migration._BLANK)
    assert OutstandingToken.objects.get().token == ""
