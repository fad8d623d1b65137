"""The people of an interview, and the ledger of their consents."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.models import Member, Tenanted
from interviews.sessions.models import VideoSession
from interviews.vocabulary import NAME_MAX, STAFF, Role


class Participant(Tenanted):
    """One person in one session, however often they connect.

    `presence` is the state by events of stream `all`, `lobby` the state by events of stream `staff`.
    """

    class Presence(models.TextChoices):
        NEVER = "never"
        PRESENT = "present"
        AWAY = "away"
        LEFT = "left"
        REMOVED = "removed"

    class Lobby(models.TextChoices):
        NONE = "none"
        WAITING = "waiting"
        ADMITTED = "admitted"
        DENIED = "denied"
        WITHDREW = "withdrew"

    HERE: ClassVar = (Presence.PRESENT, Presence.AWAY)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(VideoSession, on_delete=models.CASCADE, related_name="participants")
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="participations")
    user_id = models.CharField(max_length=64, null=True)  # noqa: DJ001 -- the contract says null for guests
    email = models.EmailField(blank=True)
    first_name = models.CharField(max_length=NAME_MAX, blank=True)  # as long as a whole name: a guest's may be one word
    last_name = models.CharField(max_length=NAME_MAX, blank=True)
    role = models.CharField(max_length=11, choices=[(role.value, role.value) for role in Role])
    presence = models.CharField(max_length=7, choices=Presence, default=Presence.NEVER)
    lobby = models.CharField(max_length=8, choices=Lobby, default=Lobby.NONE)
    lobby_at = models.DateTimeField(null=True)
    is_muted = models.BooleanField(default=False)
    is_camera_on = models.BooleanField(default=True)
    is_sharing = models.BooleanField(default=False)
    hand_raised = models.BooleanField(default=False)
    joined_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    away_since = models.DateTimeField(null=True)
    by_link = models.BooleanField(default=False, help_text="Came with the link's secret, not by e-mail alone.")
    generation = models.PositiveIntegerField(default=0, help_text="Fences older sockets of the same person.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "session", "member", name="participant_member_once", condition=Q(member__isnull=False)
            ),
            models.UniqueConstraint(
                models.functions.Lower("email"), "session", name="participant_guest_once", condition=Q(user_id=None)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF

    @property
    def is_here(self) -> bool:
        return self.presence in self.HERE


class Consent(Tenanted):
    """One answer in the ledger. The newest per participant and purpose is in force."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=16)
    granted = models.BooleanField()
    text_version = models.CharField(max_length=32)
    text_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())
