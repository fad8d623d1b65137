"""Every route and method of the URLconf, tried by another company's owner: nothing is shown, nothing changes."""

from collections.abc import Callable

import pytest
from django.test import Client
from rest_framework.test import APIClient

from core.models import Member, Tenant
from tests.house.conftest import ENTRIES
from tests.house.rows import changed, everything_of
from tests.matrix import Route, World, routes

ROUTES = {route.name: route for route in routes()}
TRIED = [
    pytest.param(route, method, id=f"{method} {name}")
    for name, route in ROUTES.items()
    for method in route.methods
    if name not in ENTRIES or ENTRIES[name].answers != "public"
]


def test_every_route_has_an_entry() -> None:
    assert set(ROUTES) - set(ENTRIES) == set(), "say in tests/matrix how other companies are kept out of these"
    assert set(ENTRIES) - set(ROUTES) == set(), "these routes are gone"


@pytest.mark.parametrize(("route", "method"), TRIED)
def test_nothing_of_another_company_can_be_reached(
    api: Callable[[Member], APIClient], world: World, acme: Tenant, mallory: Member, route: Route, method: str
) -> None:
    entry = ENTRIES[route.name]
    url, body = route.url(entry, world), entry.body(world)
    client = api(mallory) if url.startswith("/api/") else _logged_in(mallory)
    before = everything_of(acme)
    answer = getattr(client, method)(
        url, body, **({} if url.startswith("/api/") else {"content_type": "application/json"})
    )
    assert changed(before, everything_of(acme)) == []
    if entry.answers == "foreign":
        assert answer.status_code == 404
    else:
        assert answer.status_code < 500
        text = answer.content.decode()
        assert [mark for mark in _marks(acme, world) if mark in text] == []


def _logged_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def _marks(tenant: Tenant, world: World) -> list[str]:
    """What only insiders know: ids that were not in the URL, and people's addresses."""
    ids = [str(found.pk) for found in world.values() if hasattr(found, "pk") and len(str(found.pk)) > 30]
    return [str(tenant.pk), *ids, *Member.objects.filter(tenant=tenant).values_list("email", flat=True)]
