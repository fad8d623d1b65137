"""REST bodies about people: joining, what each shows, and what hosts do."""

from typing import Any

from rest_framework import serializers

from interviews.room import commands
from interviews.room.bodies import body_of, field_of
from interviews.sessions.bodies import SessionId


class Joining(SessionId):
    email = serializers.EmailField(required=False)


class Muting(SessionId):
    """Without a value the present one is inverted. A host may name somebody else, only to mute them."""

    mute = field_of(commands.SetMute, "muted", required=False)
    participant_id = field_of(commands.SetMute, "participant")


class Filming(SessionId):
    """As `Muting`, of the camera."""

    camera_on = field_of(commands.SetCamera, "camera_on", required=False)
    participant_id = field_of(commands.SetCamera, "participant")


class ParticipantId(serializers.Serializer[Any]):
    participant_id = field_of(commands.Admit, "participant")


Consenting = body_of(commands.SetConsent)
