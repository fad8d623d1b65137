"""Finds a member by the key in a token, and notifies every process of a member who was removed or has logged out, so that
their connections are closed."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.db import connection
from django.db.models.functions import Now
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from core import notices
from core.actors import Actor
from core.errors import Invalid
from core.models import Member, Tenant
from core.rows import ModelColumns

_MEMBER, _TENANT = ModelColumns(Member, "member"), ModelColumns(Tenant, "tenant")
_FIND = f"""
    SELECT {_MEMBER.sql}, {_TENANT.sql} FROM core_member member JOIN core_tenant tenant ON tenant.id = member.tenant_id
    WHERE member.id = %s
"""  # noqa: S608 -- names of models
_LARGEST = 2**63 - 1  # of PostgreSQL's bigint


def find(key: str) -> Member | None:
    """Find the member that a token's `sub` names, with their tenant, in raw SQL: every request needs it, and the ORM takes
    three times as long."""
    if not (key.isascii() and key.isdecimal()) or int(key) > _LARGEST:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [int(key)])
        found = cursor.fetchone()
    if found is None:
        return None
    member = _MEMBER.instance(found)
    member.tenant = _TENANT.instance(found[_MEMBER.width :])
    return member


@receiver(post_delete, sender=Member)
def _deleted(instance: Member, **_: Any) -> None:
    _notify("access.revoked", instance)


@receiver(post_save, sender=Member)
def _saved(instance: Member, **_: Any) -> None:
    if not instance.is_active:
        _notify("access.revoked", instance)


@receiver(user_logged_out)
def _logged_out(user: Member | None, **_: Any) -> None:
    if user is not None:
        Member.objects.filter(pk=user.pk).update(logged_out_at=Now())
        _notify("member.logged_out", user)


def _notify(notice_type: notices.NoticeType, member: Member) -> None:
    notices.send_on_commit(notice_type, member.as_actor().pk)


def colleagues(actor: Actor, external_ids: Sequence[str], *, field: str) -> list[Member]:
    """Return the active members of the actor's company with these external ids, in any order.

    Raises Invalid, naming `field` and every unknown id; ids of other companies are unknown.
    """
    found = Member.objects.filter(tenant_id=actor.tenant_id, external_id__in=external_ids, is_active=True)
    known = {member.external_id: member for member in found.select_related("tenant")}
    if unknown := [external_id for external_id in external_ids if external_id not in known]:
        raise Invalid({field: [f'"{name}" is no member of your company.' for name in unknown]})
    return list(known.values())
