"""Personal links. Only the digest of the secret is stored."""

import uuid

from django.db import models

from core.models import Stamped, Tenanted
from interviews.people.models import Participant
from interviews.sessions.models import VideoSession


class Invitation(Tenanted, Stamped):
    """A personal link: `id` is in its path, the secret in its fragment; here is only the digest of the secret."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(VideoSession, on_delete=models.CASCADE, related_name="invitations")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    redeemed_at = models.DateTimeField(null=True, help_text="Last use; a link works until it expires or is revoked.")
    redemptions = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
