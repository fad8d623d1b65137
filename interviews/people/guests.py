"""Interviews as JSON for guests, made of what they may know: there is nothing here to leave out."""

from typing import Any

from rest_framework import serializers

from core.fields import ModelSerializer
from interviews.invitations import mails
from interviews.models import Participant, VideoSession
from interviews.people import consents
from interviews.people.serializers import ParticipantSerializer
from interviews.room import ice


class PersonForGuests(serializers.Serializer[Any]):
    """Somebody else in the room: a name and a part, no address."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    role = serializers.CharField()
    state = serializers.SerializerMethodField()

    def get_state(self, person: Participant) -> str:
        return person.presence


class SessionForGuests(ModelSerializer):
    """An interview as its guests may know it."""

    company = serializers.CharField(source="tenant.name")
    host = serializers.CharField(source="created_by.name")
    when = serializers.SerializerMethodField()
    participants = serializers.SerializerMethodField()

    class Meta:
        model = VideoSession
        fields = (
            "id",
            "title",
            "company",
            "host",
            "when",
            "starts_at",
            "ends_at",
            "time_zone",
            "is_active",
            "status",
            "created_at",
            "ended_at",
            "cancelled_at",
            "participants",
        )

    def get_when(self, session: VideoSession) -> str:
        return mails.when(session)

    def get_participants(self, session: VideoSession) -> list[dict[str, Any]]:
        came = [p for p in session.participants.all() if p.presence != Participant.Presence.NEVER]
        return list(PersonForGuests(came, many=True).data)


def lobby(session: VideoSession, person: Participant | None) -> dict[str, Any]:
    """What somebody before the door sees: the interview, themselves, and the consent they are asked for."""
    granted = consents.in_force(session).get(person.pk) if person else None
    outdated = granted is None and person is not None and person.pk in consents.newest(session)
    return {
        "session": SessionForGuests(session).data,
        "participant": ParticipantSerializer(person).data if person else None,
        "ice_servers": ice.servers(person),
        "consent": {
            "purpose": consents.PURPOSE,
            "version": consents.TEXT_VERSION,
            "text": consents.TEXT,
            "sha256": consents.digest(consents.TEXT_VERSION),
            "granted": granted,
            "outdated": outdated,
        },
    }
