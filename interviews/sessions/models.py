"""An interview: its time, candidate, kit and state."""

import uuid
from typing import Self

from django.db import models

from core.models import Member, Stamped, Tenanted, TenantedQuerySet
from interviews.vocabulary import APPLICATION_ID_MAX, MEETING_ID_MAX, NAME_MAX, QUESTION_MAX, TITLE_MAX


class SessionQuerySet(TenantedQuerySet["VideoSession"]):
    def live(self) -> Self:
        return self.filter(started_at__isnull=False, ended_at=None)


class VideoSession(Tenanted, Stamped):
    """One interview. `is_active` (the contract's word) is true until it has ended."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting_id = models.CharField(max_length=MEETING_ID_MAX)
    job_application_id = models.CharField(max_length=APPLICATION_ID_MAX, blank=True)
    title = models.CharField(max_length=TITLE_MAX, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    candidate_name = models.CharField(max_length=NAME_MAX, blank=True)
    candidate_email = models.EmailField(blank=True)
    tags = models.JSONField(default=list)
    question = models.CharField(max_length=QUESTION_MAX, blank=True)
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
