"""Interviews as JSON for guests. Built only from what guests may know, instead of removing fields from the staff's JSON."""

from typing import Any

from rest_framework import serializers

from core.fields import RowSerializer
from interviews.invitations import mails
from interviews.models import Participant, VideoSession
from interviews.people import consents
from interviews.people.serializers import ParticipantSerializer
from interviews.room import ice


class PersonForGuests(serializers.Serializer[Any]):
    """Another person in the room: name and role, no e-mail address."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    role = serializers.CharField()
    state = serializers.SerializerMethodField()

    def get_state(self, person: Participant) -> str:
        return person.presence


class SessionForGuests(RowSerializer):
    """An interview as its guests may see it."""

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
    """The view of a person who has not entered; None is a member of staff without a participant row.

    `{"session": {…}, "participant": {…} or null, "ice_servers": [{"urls": […]}], "consent": {"purpose": "recording",
    "version": "2026-11-26", "text": "…", "sha256": "…", "granted": null, "outdated": false}}`

    `outdated` is true when they agreed to an earlier text.
    """
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
