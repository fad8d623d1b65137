"""Recordings, their segments and chunks: announced by a recorder, finished by the service."""

import uuid
from datetime import timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models.functions import Now

from core.models import Stamped, Tenanted, TenantedQuerySet
from interviews.people.models import Participant
from interviews.sessions.models import VideoSession


class RecordingQuerySet(TenantedQuerySet["Recording"]):
    def playable(self) -> Self:
        """Those with a file that may be watched, also while recording or finishing goes on."""
        return self.kept().exclude(master_key="")

    def kept(self) -> Self:
        """Those that neither retention nor a person has deleted."""
        return self.exclude(state__in=Recording.GONE)

    def silent(self, seconds: float) -> Self:
        """Those whose recorder has not reported for so many seconds."""
        return self.filter(heard_at__lt=Now() - timedelta(seconds=seconds))


class Recording(Tenanted, Stamped):
    """One recording, and the file made of it."""

    class State(models.TextChoices):
        REQUESTED = "requested"
        RECORDING = "recording"
        INTERRUPTED = "interrupted"
        FINALIZING = "finalizing"
        READY = "ready"
        PARTIAL = "partial"
        FAILED = "failed"
        EXPIRED = "expired"
        DELETED = "deleted"

    OPEN: ClassVar = (State.REQUESTED, State.RECORDING, State.INTERRUPTED)
    PLAYABLE: ClassVar = (State.READY, State.PARTIAL)
    GONE: ClassVar = (State.EXPIRED, State.DELETED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(VideoSession, on_delete=models.CASCADE, related_name="recordings")
    state = models.CharField(max_length=11, choices=State, default=State.REQUESTED)
    started_by = models.ForeignKey(Participant, null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField(null=True, help_text="When the first chunk was confirmed.")
    stopped_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(db_default=Now(), help_text="The recorder's last sign of life.")
    master_key = models.CharField(max_length=255, blank=True)
    master_sha256 = models.CharField(max_length=64, blank=True)
    master_size = models.PositiveBigIntegerField(default=0)
    mime = models.CharField(max_length=64, default="video/webm")
    duration_ms = models.PositiveIntegerField(default=0)
    chunk_count = models.PositiveIntegerField(default=0, help_text="In the master; fewer never replace more.")
    parts = models.JSONField(default=list, help_text="[{segment, began_at, at_ms, duration_ms}] of the master")
    gaps = models.JSONField(default=list, help_text="[{segment, first, last}] chunks known to be missing")
    warnings = models.JSONField(default=list)
    poster_key = models.CharField(max_length=255, blank=True)
    peaks = models.JSONField(default=list, help_text="Loudness 0..100, ten a second at most.")
    lease_until = models.DateTimeField(null=True, help_text="A finalizer is at work until then.")
    legal_hold = models.BooleanField(default=False)

    objects = RecordingQuerySet.as_manager()  # type: ignore[misc]  # the stubs take a narrower manager for a mistake

    class Meta:
        indexes = [models.Index(fields=["tenant", "-created_at"]), models.Index(fields=["state", "heard_at"])]

    @property
    def is_illustrated(self) -> bool:
        return bool(self.poster_key or self.peaks)


class RecordingSegment(models.Model):
    """One uninterrupted run of one recorder: a WebM file of its own, split into chunks."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="segments")
    track = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    mime = models.CharField(max_length=64, blank=True, help_text="As the recorder reports it.")
    began_at = models.DateTimeField(help_text="Its first picture, by the database's clock.")
    chunk_count = models.PositiveIntegerField(null=True, help_text="Known once its recorder has sent the last one.")

    class Meta:
        constraints = [models.UniqueConstraint("recording", "track", "number", name="segment_once")]


class RecordingChunk(models.Model):
    """One announced chunk of a segment. The row does not prove that it was uploaded; only the store does."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="chunks")
    track = models.CharField(max_length=64)
    segment = models.PositiveIntegerField()
    seq = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint("recording", "track", "segment", "seq", name="chunk_once")]
