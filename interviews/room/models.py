"""The room behind an interview: its lock, its log, the results of commands, and connections."""

import uuid

from django.db import models
from django.db.models.functions import Now

from interviews.people.models import Participant
from interviews.sessions.models import VideoSession


class RoomHead(models.Model):
    """The room's lock and the last number of each stream. A narrow row, because every command locks and updates it."""

    session = models.OneToOneField(VideoSession, primary_key=True, on_delete=models.CASCADE, related_name="head")
    head_all = models.PositiveBigIntegerField(default=0)
    head_staff = models.PositiveBigIntegerField(default=0)
    epoch = models.UUIDField(default=uuid.uuid4, help_text="Changes only when the log was restored from a backup.")

    class Meta:
        db_table = "room_head"


class RoomEvent(models.Model):
    """One entry of the log. `frame` is the text sent over the wire, byte for byte."""

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
    """The stored result of a command: repeating it changes nothing and gets the same answer (idempotency)."""

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
    since = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True, db_index=True)


class Ticket(models.Model):
    """A ticket opens one socket, once, within 30 s, from one origin. Only its digest is stored."""

    digest = models.CharField(max_length=64, primary_key=True)
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    actor = models.JSONField()
    origin = models.CharField(max_length=255)
    expires_at = models.DateTimeField()
