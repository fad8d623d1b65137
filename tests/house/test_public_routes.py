"""Without a login only the public routes answer, and without facts about members."""

import pytest
from django.test import Client
from rest_framework.test import APIClient

from core.models import Member, Tenant
from tests.house.conftest import ENTRIES
from tests.matrix import Entry, Route, World, routes


def _is_public(route: Route, method: str) -> bool:
    entry = ENTRIES.get(route.name, Entry())
    return entry.answers == "public" or method in entry.anonymous


ALL = [(route, method) for route in routes() for method in route.methods]
CLOSED = [
    pytest.param(route, method, id=f"{method} {route.name}") for route, method in ALL if not _is_public(route, method)
]
OPEN_PAGES = sorted({route.name for route, method in ALL if _is_public(route, method) and method == "get"})


@pytest.mark.parametrize(("route", "method"), CLOSED)
def test_anonymous_requests_are_refused(world: World, route: Route, method: str) -> None:
    url = route.url(ENTRIES[route.name], world)
    if url.startswith("/api/"):
        answer = getattr(APIClient(), method)(url, ENTRIES[route.name].body(world))
        assert answer.status_code == 401
        assert answer.json() == {"detail": "Authentication credentials were not provided."}
    else:
        answer = getattr(Client(), method)(url)
        assert (answer.status_code, answer["Location"]) == (302, f"/login/?next={url}")


@pytest.mark.parametrize("name", OPEN_PAGES)
def test_public_responses_name_no_member(acme: Tenant, world: World, name: str) -> None:
    route = next(found for found in routes() if found.name == name)
    text = Client().get(route.url(ENTRIES[name], world)).getvalue().decode()
    assert [
        email for email in Member.objects.filter(tenant=acme).values_list("email", flat=True) if email in text
    ] == []
