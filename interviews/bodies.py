"""What callers may send about interviews: shapes and limits, before any verb sees them."""

from typing import Any
from zoneinfo import available_timezones

from rest_framework import serializers

from core.fields import Timestamp
from core.models import Member


class SessionId(serializers.Serializer[Any]):
    session_id = serializers.UUIDField()


class Joining(SessionId):
    email = serializers.EmailField(required=False)


class Muting(SessionId):
    """Without a value the present one is inverted. A host may name somebody else, only to mute them."""

    mute = serializers.BooleanField(required=False)
    participant_id = serializers.UUIDField(required=False)


class Filming(SessionId):
    """As `Muting`, of the camera."""

    camera_on = serializers.BooleanField(required=False)
    participant_id = serializers.UUIDField(required=False)


class PersonId(serializers.Serializer[Any]):
    participant_id = serializers.UUIDField()


class Locking(serializers.Serializer[Any]):
    locked = serializers.BooleanField()


class Extending(serializers.Serializer[Any]):
    ends_at = Timestamp()


class Consenting(serializers.Serializer[Any]):
    granted = serializers.BooleanField()


class Redeeming(serializers.Serializer[Any]):
    secret = serializers.CharField(max_length=200)


class Candidate(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    email = serializers.EmailField()


class Inviting(serializers.Serializer[Any]):
    """Without an address the session's candidate is invited."""

    name = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    email = serializers.EmailField(required=False)


class Criterion(serializers.Serializer[Any]):
    key = serializers.RegexField(r"^[A-Za-z][A-Za-z0-9_ -]{0,39}$")
    label = serializers.CharField(max_length=80)  # type: ignore[assignment]  # a declared field, not the option of that name
    help = serializers.CharField(max_length=400, required=False, default="", allow_blank=True)


class Question(serializers.Serializer[Any]):
    id = serializers.CharField(max_length=40)
    text = serializers.CharField(max_length=1000)
    minutes = serializers.IntegerField(min_value=1, max_value=240, required=False, default=5)


class Kit(serializers.Serializer[Any]):
    criteria = serializers.ListField(child=Criterion(), required=False, max_length=20)
    questions = serializers.ListField(child=Question(), required=False, max_length=50)


class Level(serializers.IntegerField):
    """1 to 5. A number in quotes or a truth value is a mistake of the caller, not a level."""

    def to_internal_value(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            self.fail("invalid")
        return super().to_internal_value(value)


class InterviewData(serializers.Serializer[Any]):
    """Scores, notes and tags: the caller's own card, and the session's labels."""

    scores = serializers.DictField(child=Level(min_value=1, max_value=5, allow_null=True), required=False)
    notes = serializers.CharField(max_length=20_000, required=False, allow_blank=True, trim_whitespace=False)
    tags = serializers.ListField(child=serializers.CharField(max_length=60), max_length=20, required=False)


class NamedInterviewData(SessionId, InterviewData):
    pass


class CardData(serializers.Serializer[Any]):
    scores = serializers.DictField(child=Level(min_value=1, max_value=5, allow_null=True), required=False)
    evidence = serializers.DictField(child=serializers.CharField(max_length=2000, allow_blank=True), required=False)
    notes = serializers.CharField(max_length=20_000, required=False, allow_blank=True, trim_whitespace=False)
    recommendation = serializers.CharField(max_length=16, required=False, allow_blank=True)


class SessionData(InterviewData):
    job_application_id = serializers.CharField(max_length=64, required=False, allow_blank=True)
    title = serializers.CharField(max_length=200, required=False, allow_blank=True)
    starts_at = Timestamp(required=False, allow_null=True)
    ends_at = Timestamp(required=False, allow_null=True)
    time_zone = serializers.CharField(max_length=64, required=False)
    kit = Kit(required=False)

    def validate_time_zone(self, name: str) -> str:
        if name not in available_timezones():
            raise serializers.ValidationError(f'"{name}" is not a time zone, such as "Europe/London".')
        return name


class NewSession(SessionData):
    meeting_id = serializers.CharField(max_length=64, required=False)
    candidate = Candidate(required=False, allow_null=True)
    panel = serializers.ListField(child=serializers.CharField(max_length=64), max_length=20, required=False)

    def validate_panel(self, ids: list[str]) -> list[Member]:
        """Colleagues by their id; other companies' people do not exist here."""
        found = Member.objects.filter(tenant_id=self.context["actor"].tenant_id, external_id__in=ids, is_active=True)
        known = {member.external_id: member for member in found.select_related("tenant")}
        if unknown := [external_id for external_id in ids if external_id not in known]:
            raise serializers.ValidationError([f'"{name}" is no member of your company.' for name in unknown])
        return list(known.values())


class SessionChange(SessionData):
    is_active = serializers.BooleanField(required=False)


class LogWindow(serializers.Serializer[Any]):
    """Which part of the log: by stream, after a position, at most so many entries."""

    stream = serializers.ChoiceField(choices=["all", "staff", "both"], default="both")
    after = serializers.IntegerField(min_value=0, max_value=2**62, default=0)
    limit = serializers.IntegerField(min_value=1, max_value=1000, default=500)
