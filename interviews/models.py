"""The rows of an interview. Changed only by verbs, under the room's lock, together with the events that say so."""

import uuid
from datetime import timedelta
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


class RoomHead(models.Model):
    """The room's lock and the last number of each stream; narrow, because every command locks it."""

    session = models.OneToOneField(VideoSession, primary_key=True, on_delete=models.CASCADE, related_name="head")
    head_all = models.PositiveBigIntegerField(default=0)
    head_staff = models.PositiveBigIntegerField(default=0)
    epoch = models.UUIDField(default=uuid.uuid4, help_text="Changes only when the log was restored from a backup.")

    class Meta:
        db_table = "room_head"


class RoomEvent(models.Model):
    """The log. `frame` is the text that went over the wire, byte for byte."""

    id = models.BigAutoField(primary_key=True)
    session = models.ForeignKey(VideoSession, on_delete=models.CASCADE, related_name="+", db_index=False)
    stream = models.CharField(max_length=5)
    seq = models.PositiveBigIntegerField()
    type = models.CharField(max_length=32)
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    frame = models.TextField()

    class Meta:
        db_table = "room_event"
        constraints = [models.UniqueConstraint("session", "stream", "seq", name="room_event_once")]


class RoomCommand(models.Model):
    """What a command did, so that repeating it does nothing and says the same."""

    session = models.ForeignKey(VideoSession, on_delete=models.CASCADE, related_name="+", db_index=False)
    actor = models.CharField(max_length=120)
    command = models.UUIDField()
    events = models.JSONField(default=list)
    at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        db_table = "room_command"
        constraints = [models.UniqueConstraint("session", "actor", "command", name="room_command_once")]


class Hub(models.Model):
    """A serving process; its lease is `seen_at` by the database's clock."""

    id = models.UUIDField(primary_key=True)
    seen_at = models.DateTimeField(db_default=Now())


class Connection(models.Model):
    """The newest socket of a participant, written on transitions only.

    `expires_at` is null while it is open; otherwise the instant at which its grace ends and the person has left.
    """

    participant = models.OneToOneField(
        Participant, primary_key=True, on_delete=models.CASCADE, related_name="connection"
    )
    hub = models.UUIDField(db_index=True)
    generation = models.PositiveIntegerField()
    tab = models.UUIDField()
    expires_at = models.DateTimeField(null=True, db_index=True)


class Ticket(models.Model):
    """Opens one socket, once, within 30 s, from one origin. Only its digest is stored."""

    digest = models.CharField(max_length=64, primary_key=True)
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    actor = models.JSONField()
    origin = models.CharField(max_length=255)
    expires_at = models.DateTimeField()


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


class Scorecard(Tenanted, Stamped):
    """One interviewer's judgement of one session. Blind to the others until they submitted their own."""

    session = models.ForeignKey(VideoSession, on_delete=models.CASCADE, related_name="scorecards")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="scorecards")
    scores = models.JSONField(default=dict, help_text="{criterion: 1..5 | null}")
    evidence = models.JSONField(default=dict, help_text="{criterion: sentence}")
    notes = models.TextField(blank=True)
    recommendation = models.CharField(max_length=16, blank=True)
    submitted_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("session", "member", name="scorecard_once")]


class RecordingQuerySet(TenantedQuerySet["Recording"]):
    def playable(self) -> Self:
        """Those with a file that may be watched, also while they are being taken or made better."""
        return self.exclude(master_key="").exclude(state__in=("expired", "deleted"))

    def silent(self, seconds: float) -> Self:
        return self.filter(heard_at__lt=Now() - timedelta(seconds=seconds))


class Recording(Tenanted, Stamped):
    """One run of the recorder and what was made of it."""

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
    """One unbroken run of one recorder: a file of its own, cut into chunks."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="segments")
    track = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    mime = models.CharField(max_length=64, blank=True, help_text="As the recorder reports it.")
    began_at = models.DateTimeField(help_text="Its first picture, by the database's clock.")
    chunk_count = models.PositiveIntegerField(null=True, help_text="Known once its recorder has sent the last one.")

    class Meta:
        constraints = [models.UniqueConstraint("recording", "track", "number", name="segment_once")]


class RecordingChunk(models.Model):
    """One piece of one segment, written when its address is signed; whether it exists, the store says."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="chunks")
    track = models.CharField(max_length=64)
    segment = models.PositiveIntegerField()
    seq = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint("recording", "track", "segment", "seq", name="chunk_once")]
