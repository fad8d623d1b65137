"""Personal links as JSON for staff, without their secrets."""

from core.fields import ModelSerializer
from interviews.models import Invitation
from interviews.people.serializers import ParticipantSerializer


class InvitationSerializer(ModelSerializer):
    participant = ParticipantSerializer()

    class Meta:
        model = Invitation
        fields = (
            "id",
            "participant",
            "created_at",
            "expires_at",
            "revoked_at",
            "redeemed_at",
            "redemptions",
            "sent_at",
        )
