"""REST bodies about people: joining, microphone and camera, and the hosts' operations."""

from typing import Any

from rest_framework import serializers

from interviews.room import commands
from interviews.room.bodies import body_of, field_of
from interviews.sessions.bodies import SessionId


class Joining(SessionId):
    email = serializers.EmailField(required=False)


class Muting(SessionId):
    """Without `mute` the present state is inverted. A host may name another person, only to mute them."""

    mute = field_of(commands.SetMute, "muted", required=False)
    participant_id = field_of(commands.SetMute, "participant")


class Filming(SessionId):
    """Without `camera_on` the present state is inverted. A host may name another person, only to turn their camera off."""

    camera_on = field_of(commands.SetCamera, "camera_on", required=False)
    participant_id = field_of(commands.SetCamera, "participant")


class ParticipantId(serializers.Serializer[Any]):
    participant_id = field_of(commands.Admit, "participant")


Consenting = body_of(commands.SetConsent)
