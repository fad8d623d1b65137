"""Scorecards: one interviewer's judgement of one interview."""

from django.db import models

from core.models import Member, Stamped, Tenanted
from interviews.sessions.models import VideoSession


class Scorecard(Tenanted, Stamped):
    """One interviewer's scorecard of one session. Others cannot read it before they have submitted their own."""

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
