"""REST bodies about interviews: shapes and limits, checked before any verb is called."""

from typing import Any
from zoneinfo import available_timezones

from rest_framework import serializers

from core.fields import Timestamp
from core.members import colleagues
from core.models import Member
from interviews.room import commands
from interviews.room.bodies import body_of, field_of
from interviews.vocabulary import (
    APPLICATION_ID_MAX,
    CRITERIA_MAX,
    CRITERION_HELP_MAX,
    CRITERION_LABEL_MAX,
    CRITERION_PATTERN,
    MEETING_ID_MAX,
    NAME_MAX,
    PANEL_MAX,
    QUESTION_ID_MAX,
    QUESTION_TEXT_MAX,
    QUESTIONS_MAX,
    TITLE_MAX,
)


class SessionId(serializers.Serializer[Any]):
    session_id = serializers.UUIDField()


Locking = body_of(commands.LockSession)
Extending = body_of(commands.ExtendSession)


class Candidate(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=NAME_MAX, required=False, default="", allow_blank=True)
    email = serializers.EmailField()


class Criterion(serializers.Serializer[Any]):
    key = serializers.RegexField(CRITERION_PATTERN)
    label = serializers.CharField(max_length=CRITERION_LABEL_MAX)  # type: ignore[assignment]  # a declared field, not the option of that name
    help = serializers.CharField(max_length=CRITERION_HELP_MAX, required=False, default="", allow_blank=True)


class Question(serializers.Serializer[Any]):
    id = serializers.CharField(max_length=QUESTION_ID_MAX)
    text = serializers.CharField(max_length=QUESTION_TEXT_MAX)
    minutes = serializers.IntegerField(min_value=1, max_value=240, required=False, default=5)


class Kit(serializers.Serializer[Any]):
    criteria = serializers.ListField(child=Criterion(), required=False, max_length=CRITERIA_MAX)
    questions = serializers.ListField(child=Question(), required=False, max_length=QUESTIONS_MAX)


class InterviewData(serializers.Serializer[Any]):
    """Scores and notes of the caller's own scorecard, and the session's tags."""

    scores = field_of(commands.SubmitScore, "scores")
    notes = field_of(commands.SubmitScore, "notes")
    tags = field_of(commands.SetTags, "tags", required=False)


class NamedInterviewData(SessionId, InterviewData):
    pass


class SessionData(InterviewData):
    job_application_id = serializers.CharField(max_length=APPLICATION_ID_MAX, required=False, allow_blank=True)
    title = serializers.CharField(max_length=TITLE_MAX, required=False, allow_blank=True)
    starts_at = Timestamp(required=False, allow_null=True)
    ends_at = Timestamp(required=False, allow_null=True)
    time_zone = serializers.CharField(max_length=64, required=False)
    kit = Kit(required=False)

    def validate_time_zone(self, name: str) -> str:
        if name not in available_timezones():
            raise serializers.ValidationError(f'"{name}" is not a time zone, such as "Europe/London".')
        return name


class NewSession(SessionData):
    meeting_id = serializers.CharField(max_length=MEETING_ID_MAX, required=False)
    candidate = Candidate(required=False, allow_null=True)
    panel = serializers.ListField(child=serializers.CharField(max_length=64), max_length=PANEL_MAX, required=False)

    def validate_panel(self, ids: list[str]) -> list[Member]:
        """The colleagues with these ids. Another company's members count as unknown."""
        return colleagues(self.context["actor"], ids, field="panel")


class SessionChange(SessionData):
    is_active = serializers.BooleanField(required=False)


class ChatWindow(serializers.Serializer[Any]):
    """A page of the chat: at most `limit` messages after the message with the id `after`."""

    after = serializers.UUIDField(default=None)
    limit = serializers.IntegerField(min_value=1, max_value=1000, default=500)


class LogWindow(serializers.Serializer[Any]):
    """A page of the log: at most `limit` entries of `stream` after the position `after`."""

    stream = serializers.ChoiceField(choices=["all", "staff", "both"], default="both")
    after = serializers.IntegerField(min_value=0, max_value=2**62, default=0)
    limit = serializers.IntegerField(min_value=1, max_value=1000, default=500)
