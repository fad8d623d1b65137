"""Every row of a company, so that a test can say that nothing of it has changed."""

from django.apps import apps
from django.db import connection
from django.db.models import Model

from core.models import Tenant


def everything_of(tenant: Tenant) -> dict[str, set[str]]:
    """Every row of ours, digested; of tables that know their tenant, only this tenant's."""
    return {model._meta.db_table: _rows(model, tenant) for model in _models()}


def _models() -> list[type[Model]]:
    kept_apart = {"StoredAnswer", "Counter"}  # belong to the caller, who may well write their own
    ours = [model for label in ("core", "hiring", "interviews") for model in apps.get_app_config(label).get_models()]
    return [model for model in ours if model.__name__ not in kept_apart]


def _knows_its_tenant(model: type[Model]) -> bool:
    return "tenant_id" in {field.attname for field in model._meta.concrete_fields}


def _rows(model: type[Model], tenant: Tenant) -> set[str]:
    table = model._meta.db_table
    query, values = f'SELECT md5(t::text) FROM "{table}" t', []  # noqa: S608 -- our own table's name
    if _knows_its_tenant(model):
        query, values = f"{query} WHERE tenant_id = %s", [tenant.pk]
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return {digest for (digest,) in cursor}


def changed(before: dict[str, set[str]], after: dict[str, set[str]]) -> list[str]:
    """Tables where a row is gone or different, or where the company has gained one."""
    return [
        table
        for model in _models()
        for table in [model._meta.db_table]
        if before[table] - after[table] or (_knows_its_tenant(model) and after[table] - before[table])
    ]
