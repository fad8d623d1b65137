"""Find a member by the key in a token, and end their tokens and sockets when they leave, log out, or get another role or
password."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.auth.signals import user_logged_out
from django.db import connection
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver

from core import notices
from core.actors import Actor
from core.errors import Invalid
from core.models import Member, Tenant
from core.rows import ModelColumns

_MEMBER, _TENANT = ModelColumns(Member, "member"), ModelColumns(Tenant, "tenant")
_FIND = f"""
    SELECT {_MEMBER.sql}, {_TENANT.sql},
           EXISTS (SELECT FROM core_signin s WHERE s.id = %s AND s.member_id = member.id AND s.revoked_at IS NULL)
    FROM core_member member JOIN core_tenant tenant ON tenant.id = member.tenant_id
    WHERE member.id = %s
"""  # noqa: S608 -- names of models
_LARGEST = 2**63 - 1
_GUARDED = ("password", "role", "is_active")  # a change of these ends every token and socket of the member


class Found(NamedTuple):
    """`signed_in`: whether the sign-in that was asked for is this member's and goes on."""

    member: Member
    signed_in: bool


def find(key: str, *, sign_in: UUID | None = None) -> Found | None:
    """Find the member a token's `sub` names, with their tenant, by one statement: every request begins here, and the
    ORM would take three times as long."""
    if not (key.isascii() and key.isdecimal()) or int(key) > _LARGEST:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [sign_in, int(key)])
        row = cursor.fetchone()
    if row is None:
        return None
    member = _MEMBER.instance(row)
    member.tenant = _TENANT.instance(row[_MEMBER.width :])
    return Found(member, signed_in=row[-1])


@receiver(post_delete, sender=Member)
def _deleted(instance: Member, **_: Any) -> None:
    _notify("access.revoked", instance)


@receiver(pre_save, sender=Member)
def _saving(instance: Member, update_fields: frozenset[str] | None, **_: Any) -> None:
    guarded = [name for name in _GUARDED if update_fields is None or name in update_fields]
    if instance._state.adding or not guarded:  # noqa: SLF001 -- Django's documented API
        return
    stored = Member.objects.filter(pk=instance.pk).values(*guarded).first()
    if stored is not None and any(stored[name] != getattr(instance, name) for name in guarded):
        _stamp(instance, "logged_out_at", "credentials_since")
        if instance.is_active:  # else `_saved` says that the access was withdrawn, for which nobody comes back
            _notify("member.logged_out", instance)


@receiver(post_save, sender=Member)
def _saved(instance: Member, **_: Any) -> None:
    if not instance.is_active:
        _notify("access.revoked", instance)


@receiver(user_logged_out)
def _logged_out(user: Member | None, **_: Any) -> None:
    if user is not None:
        log_out(user)


def log_out(member: Member) -> None:
    """End every token of ours that the member holds, and close their sockets. Sessions of pages go on where they are."""
    _stamp(member, "logged_out_at", "credentials_since")
    _notify("member.logged_out", member)


def close_sockets(member: Member) -> None:
    """Close the member's sockets and spend their tickets. Browsers and programs that are still signed in come back."""
    _stamp(member, "logged_out_at")
    _notify("member.logged_out", member)


def _stamp(member: Member, *columns: str) -> None:
    """Set these columns to `clock_timestamp()`, not to the transaction's begin: a socket opened while it ran ends, too."""
    assignments = ", ".join(f"{column} = clock_timestamp()" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE core_member SET {assignments} WHERE id = %s RETURNING {', '.join(columns)}",  # noqa: S608 -- our names
            [member.pk],
        )
        row = cursor.fetchone()
    for column, at in zip(columns, row or (), strict=False):
        setattr(member, column, at)


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
