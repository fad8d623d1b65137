"""The command that gives people accounts."""

import io
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from core.models import Member, Tenant

Add = Callable[..., str]


@pytest.fixture
def add(db: None, monkeypatch: pytest.MonkeyPatch) -> Add:
    def run(*more: str, email: str = "ada@acme.example", password: str = "a long enough one") -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
        printed = io.StringIO()
        call_command(
            "add_member",
            "--tenant",
            "acme.example",
            "--email",
            email,
            "--role",
            "admin",
            "--password-stdin",
            *more,
            stdout=printed,
        )
        return printed.getvalue()

    return run


def test_the_first_person_brings_the_company_along(add: Add) -> None:
    assert "ada@acme.example is now admin of Acme Ltd (user_id 1)" in add(
        "--tenant-name", "Acme Ltd", "--first-name", "Ada"
    )
    assert Tenant.objects.get().code_prefix == "ACM"


def test_the_next_person_joins_it_with_the_next_number(add: Add) -> None:
    add()
    add(email="bo@acme.example")
    assert Tenant.objects.count() == 1
    assert Member.objects.get(email="bo@acme.example").external_id == "2"


def test_the_new_person_can_log_in(add: Add) -> None:
    add()
    answer = APIClient().post("/api/token/", {"email": "ada@acme.example", "password": "a long enough one"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("mistake", "printed"),
    [
        ({"email": "ADA@acme.example"}, "has an account already"),
        ({"email": "no address"}, "valid email"),
        ({"email": "bo@acme.example", "password": "short"}, "too short"),
    ],
)
def test_mistakes_are_named_and_change_nothing(add: Add, mistake: dict[str, str], printed: str) -> None:
    add()
    with pytest.raises(CommandError, match=printed):
        add(**mistake)
    assert Member.objects.count() == 1


def test_a_user_id_is_given_once(add: Add) -> None:
    add("--user-id", "hr-7")
    with pytest.raises(CommandError, match="hr-7 is taken"):
        add("--user-id", "hr-7", email="bo@acme.example")
