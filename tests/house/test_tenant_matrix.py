"""Every route and method of the URLconf, tried by another company's owner: nothing is told, nothing changes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from rest_framework.test import APIClient

from core.models import Member, Tenant
from tests.house.conftest import ENTRIES
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
    before = _everything_of(acme)
    answer = getattr(client, method)(
        url, body, **({} if url.startswith("/api/") else {"content_type": "application/json"})
    )
    assert _everything_of(acme) == before, "it changed another company's rows"
    if entry.answers == "foreign":
        assert answer.status_code == 404
    else:
        assert answer.status_code < 500
        told = answer.content.decode()
        assert [mark for mark in _marks(acme, world) if mark in told] == []


def _logged_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def _marks(tenant: Tenant, world: World) -> list[str]:
    """What only insiders know: ids that were not in the URL, and people's addresses."""
    ids = [str(found.pk) for found in world.values() if hasattr(found, "pk") and len(str(found.pk)) > 30]
    return [str(tenant.pk), *ids, *Member.objects.filter(tenant=tenant).values_list("email", flat=True)]


def _everything_of(tenant: Tenant) -> dict[str, Any]:
    """A digest of every table of ours; of those that know their tenant, only this tenant's rows."""
    tables = {}
    for model in chain_models():
        where = "tenant_id" in {field.column for field in model._meta.fields if hasattr(field, "column")}
        tables[model._meta.db_table] = _digest(model._meta.db_table, tenant if where else None)
    return tables


def chain_models() -> list[Any]:
    kept_apart = {"StoredAnswer", "Counter"}  # belong to the caller, who may well write their own
    ours = [model for label in ("core", "hiring", "interviews") for model in apps.get_app_config(label).get_models()]
    return [model for model in ours if model.__name__ not in kept_apart]


def _digest(table: str, tenant: Tenant | None) -> str:
    where = "WHERE tenant_id = %s" if tenant else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) FROM \"{table}\" t {where}",  # noqa: S608 -- our own table names
            [tenant.pk] if tenant else [],
        )
        return str(cursor.fetchone()[0])
