"""An interview, its people, their links and what they agreed to."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.models import Member, Stamped, Tenanted, TenantedQuerySet


class SessionQuerySet(TenantedQuerySet["VideoSession"]):
    def live(self) -> Self:
        return self.filter(started_at__isnull=False, ended_at=None)

    def with_people(self) -> Self:
        return self.prefetch_related("participants")


class VideoSession(Tenanted, Stamped):
    """One interview. `is_active` (the contract's word) is true until it has ended."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting_id = models.CharField(max_length=64)
    job_application_id = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    candidate_name = models.CharField(max_length=120, blank=True)
    candidate_email = models.EmailField(blank=True)
    tags = models.JSONField(default=list)
    question = models.CharField(max_length=200, blank=True)
    kit = models.JSONField(default=dict, help_text="{criteria: [{key, label, help}], questions: [{id, text, minutes}]}")
    locked = models.BooleanField(default=False)
    extended_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    calendar_sequence = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="created_sessions")

    objects = SessionQuerySet.as_manager()  # type: ignore[misc]  # the stubs take a narrower manager for a mistake

    class Meta:
        constraints = [models.UniqueConstraint("tenant", "meeting_id", name="meeting_id_once")]
        indexes = [models.Index(fields=["tenant", "-created_at"]), models.Index(fields=["tenant", "starts_at"])]

    def __str__(self) -> str:
        return self.title or self.meeting_id

    @property
    def is_active(self) -> bool:
        return self.ended_at is None

    @property
    def status(self) -> str:
        return "ended" if self.ended_at else "live" if self.started_at else "scheduled"


class Participant(Tenanted):
    """One person in one session, however often they connect.

    `presence` is what the room was told (stream `all`), `lobby` what staff were told (stream `staff`).
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
    STAFF_ROLES: ClassVar = ("host", "interviewer", "observer")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(VideoSession, on_delete=models.CASCADE, related_name="participants")
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="participations")
    user_id = models.CharField(max_length=64, null=True)  # noqa: DJ001 -- the contract says null for guests
    email = models.EmailField(blank=True)
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=11)
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
        return self.role in self.STAFF_ROLES

    @property
    def is_here(self) -> bool:
        return self.presence in self.HERE


class Invitation(Tenanted, Stamped):
    """A personal link. `id` stands in its path, the secret in its fragment and only its digest here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(VideoSession, on_delete=models.CASCADE, related_name="invitations")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    redeemed_at = models.DateTimeField(null=True, help_text="Last use; a link works until it expires or is revoked.")
    redemptions = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)


class Consent(Tenanted):
    """The ledger: every answer is a row, the newest per participant and purpose is in force."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=16)
    granted = models.BooleanField()
    text_version = models.CharField(max_length=32)
    text_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())
