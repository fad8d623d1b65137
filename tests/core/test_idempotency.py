"""A POST with an Idempotency-Key acts once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from rest_framework.test import APIClient

from core.models import Member, StoredAnswer
from hiring.requisitions.models import Requisition

URL = "/api/talent-engine/requisitions/"
KEY = {"Idempotency-Key": "a-lost-answer"}
Api = Callable[[Member], APIClient]


def codes(member: Member) -> list[str]:
    return list(Requisition.objects.of(member.tenant).order_by("code").values_list("code", flat=True))


def test_a_repeated_request_gets_the_stored_response(api: Api, rita: Member) -> None:
    first = api(rita).post(URL, {"title": "Once"}, headers=KEY)
    again = api(rita).post(URL, {"title": "Once"}, headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.content, again["ETag"]) == (first.content, first["ETag"])
    assert again["Idempotent-Replayed"] == "true"
    assert len(codes(rita)) == 1


def test_another_body_under_the_same_key_is_refused(api: Api, rita: Member) -> None:
    api(rita).post(URL, {"title": "Once"}, headers=KEY)
    other = api(rita).post(URL, {"title": "Twice"}, headers=KEY)
    assert (other.status_code, other["X-Error-Code"]) == (422, "idempotency_mismatch")


def test_equal_keys_of_two_people_are_independent(api: Api, rita: Member, adam: Member) -> None:
    for member in (rita, adam):
        assert api(member).post(URL, {"title": "Mine"}, headers=KEY).status_code == 201
    assert len(codes(rita)) == 2


def test_a_refused_request_may_be_repeated_with_its_key(api: Api, rita: Member) -> None:
    assert api(rita).post(URL, {}, headers=KEY).status_code == 400
    assert api(rita).post(URL, {"title": "Now"}, headers=KEY).status_code == 201


def test_a_key_is_forgotten_after_a_day(api: Api, rita: Member) -> None:
    api(rita).post(URL, {"title": "Once"}, headers=KEY)
    StoredAnswer.objects.update(at=Now() - timedelta(hours=25))
    assert "Idempotent-Replayed" not in api(rita).post(URL, {"title": "Other"}, headers=KEY)


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 201, "schlüssel"])
def test_a_malformed_key_is_refused(api: Api, rita: Member, key: str) -> None:
    assert api(rita).post(URL, {"title": "Once"}, headers={"Idempotency-Key": key}).status_code == 400


def test_a_crash_before_the_response_is_stored_leaves_no_effect(
    api: Api, rita: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("core.idempotency._Slot.store", crash)
        with pytest.raises(KeyboardInterrupt):
            api(rita).post(URL, {"title": "Once"}, headers=KEY)
    assert codes(rita) == []
    assert api(rita).post(URL, {"title": "Once"}, headers=KEY).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_simultaneous_repeats_act_once(api: Api, rita: Member) -> None:
    client = api(rita)

    def send(_: int) -> bytes:
        try:
            return bytes(client.post(URL, {"title": "Once"}, headers=KEY).content)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(send, range(16)))
    assert len(answers) == 1
    assert len(codes(rita)) == 1
