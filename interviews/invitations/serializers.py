"""Personal links as JSON for staff, without the secrets."""

from django.utils import timezone
from rest_framework import serializers

from core.fields import RowSerializer
from interviews.models import Invitation
from interviews.people.serializers import ParticipantSerializer
from interviews.room import policy


class InvitationSerializer(RowSerializer):
    participant = ParticipantSerializer()
    works = serializers.SerializerMethodField(
        help_text="Not revoked, and either not expired or the interview is running; do not rely on `expires_at` alone."
    )

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
            "works",
        )

    def get_works(self, invitation: Invitation) -> bool:
        return policy.is_link_good(invitation, invitation.session, at=timezone.now())
