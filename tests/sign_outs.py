"""Every way in which a member's credentials end, for the tests that look at what was open until then."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from rest_framework.test import APIClient

from core.models import Member
from tests.cast import PASSWORD

Pair = dict[str, str]


def sign_in(member: Member, password: str = PASSWORD) -> Pair:
    answer = APIClient().post("/api/token/", {"email": member.email, "password": password})
    return dict(answer.json())


def refresh(token: str) -> Any:
    return APIClient().post("/api/token/refresh/", {"refresh": token})


def token_logout(token: str, **more: object) -> Any:
    return APIClient().post("/api/token/logout/", {"refresh": token, **more})


def _page_logout(member: Member, _: Pair) -> None:
    browser = Client()
    browser.force_login(member)
    assert browser.post("/logout/").status_code == 302


def _new_password(member: Member, _: Pair) -> None:
    changed = Member.objects.get(pk=member.pk)
    changed.set_password("another long password")
    changed.save()


def _new_password_by_field(member: Member, _: Pair) -> None:
    changed = Member.objects.get(pk=member.pk)
    changed.set_unusable_password()
    changed.save(update_fields=["password"])


def _new_role(member: Member, _: Pair) -> None:
    changed = Member.objects.get(pk=member.pk)
    changed.role = "recruiter"
    changed.save()


def _deactivated(member: Member, _: Pair) -> None:
    changed = Member.objects.get(pk=member.pk)
    changed.is_active = False
    changed.save()


def _reactivated(member: Member, pair: Pair) -> None:
    _deactivated(member, pair)
    changed = Member.objects.get(pk=member.pk)
    changed.is_active = True
    changed.save()


def _replayed(_: Member, pair: Pair) -> None:
    """A copy of the token comes after its successor was used."""
    second = refresh(pair["refresh"]).json()["refresh"]
    assert refresh(second).status_code == 200
    assert refresh(pair["refresh"]).status_code == 401


def _token_logout(_: Member, pair: Pair) -> None:
    assert token_logout(pair["refresh"]).status_code == 204


def _token_logout_everywhere(member: Member, _: Pair) -> None:
    assert token_logout(sign_in(member)["refresh"], everywhere=True).status_code == 204


EVERYWHERE: dict[str, Callable[[Member, Pair], None]] = {
    "page logout": _page_logout,
    "new password": _new_password,
    "no password any more": _new_password_by_field,
    "new role": _new_role,
    "deactivated": _deactivated,
    "deactivated for a moment": _reactivated,
    "token logout everywhere": _token_logout_everywhere,
}
THIS_SIGN_IN: dict[str, Callable[[Member, Pair], None]] = {
    "refresh token replayed": _replayed,
    "token logout": _token_logout,
}
WAYS = EVERYWHERE | THIS_SIGN_IN
