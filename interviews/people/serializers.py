"""People as JSON for staff."""

from rest_framework import serializers

from core.fields import RowSerializer
from core.models import Member
from interviews.models import Participant


class MemberSerializer(RowSerializer):
    """A member of staff, in the list from which a panel is chosen."""

    id = serializers.CharField(source="external_id")
    name = serializers.CharField()

    class Meta:
        model = Member
        fields = ("id", "name", "email", "job_role", "role")


class ParticipantSerializer(RowSerializer):
    session = serializers.UUIDField(source="session_id")
    username = serializers.CharField(source="email")
    candidate_email = serializers.SerializerMethodField()
    state = serializers.SerializerMethodField()

    class Meta:
        model = Participant
        fields = (
            "id",
            "session",
            "user_id",
            "username",
            "first_name",
            "last_name",
            "candidate_email",
            "is_muted",
            "is_camera_on",
            "joined_at",
            "left_at",
            "role",
            "state",
        )

    def get_candidate_email(self, person: Participant) -> str | None:
        return None if person.user_id else person.email

    def get_state(self, person: Participant) -> str:
        """One of present, away, left, removed, waiting, denied; invited before they first came."""
        if not person.is_here and person.lobby in (Participant.Lobby.WAITING, Participant.Lobby.DENIED):
            return person.lobby
        return "invited" if person.presence == Participant.Presence.NEVER else person.presence
