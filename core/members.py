"""When a member of staff goes: whoever listens is told, so that nothing of theirs stays open."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from core import bus
from core.models import Member


@receiver(post_delete, sender=Member)
def _deleted(instance: Member, **_: Any) -> None:
    _tell(instance)


@receiver(post_save, sender=Member)
def _saved(instance: Member, **_: Any) -> None:
    if not instance.is_active:
        _tell(instance)


def _tell(member: Member) -> None:
    subject = member.as_actor().pk.encode()
    transaction.on_commit(lambda: bus.publish("revoked", subject), robust=True)
