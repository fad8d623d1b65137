"""Interviews as JSON for staff. Guests get `people.guests`, which never reads scorecards."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from core.actors import Actor
from core.fields import RowSerializer
from interviews.models import Recording, VideoSession
from interviews.people.serializers import ParticipantSerializer
from interviews.scorecards import visibility
from interviews.vocabulary import Role

NOTHING_TO_SEE = (Recording.State.FAILED, *Recording.GONE)


class SessionSerializer(RowSerializer):
    """An interview for staff. `scores` and `notes` depend on what the caller may see."""

    scores = serializers.SerializerMethodField()
    notes = serializers.SerializerMethodField()
    recording_url = serializers.SerializerMethodField()
    participants = serializers.SerializerMethodField()
    panel = serializers.SerializerMethodField()
    candidate = serializers.SerializerMethodField()

    class Meta:
        model = VideoSession
        fields = (
            "id",
            "job_application_id",
            "tenant_id",
            "meeting_id",
            "is_active",
            "scores",
            "notes",
            "tags",
            "created_at",
            "ended_at",
            "recording_url",
            "participants",
            "title",
            "status",
            "starts_at",
            "ends_at",
            "time_zone",
            "started_at",
            "cancelled_at",
            "candidate",
            "panel",
            "kit",
        )

    def _visible(self, session: VideoSession) -> visibility.Visible:
        reader: Actor = self.context["request"].user
        return visibility.visible_to(reader, session, session.scorecards.all())

    def get_scores(self, session: VideoSession) -> dict[str, int | float | None]:
        """The caller's own scores until they are submitted or while no other card is visible; then the mean of the visible
        ones: `{"technical": 4.5}`."""
        visible = self._visible(session)
        if visible.own and (visible.own.submitted_at is None or not visible.others):
            return dict(visible.own.scores)
        return dict(visibility.summary([*filter(None, [visible.own]), *visible.others]))

    def get_notes(self, session: VideoSession) -> str:
        own = self._visible(session).own
        return own.notes if own else ""

    def get_recording_url(self, session: VideoSession) -> str | None:
        kept = any(recording.state not in NOTHING_TO_SEE for recording in session.recordings.all())
        return recording_url(session) if kept else None

    def get_participants(self, session: VideoSession) -> list[dict[str, Any]]:
        """The people who came or are in the waiting room. Those who are only expected are in `panel` or `candidate`."""
        came = [p for p in session.participants.all() if p.presence != p.Presence.NEVER or p.lobby != p.Lobby.NONE]
        return list(ParticipantSerializer(came, many=True).data)

    def get_panel(self, session: VideoSession) -> list[dict[str, Any]]:
        staff = sorted(
            (p for p in session.participants.all() if p.is_staff), key=lambda p: (p.role != Role.HOST, p.name)
        )
        return [{"id": p.user_id, "name": p.name, "email": p.email, "role": p.role} for p in staff]

    def get_candidate(self, session: VideoSession) -> dict[str, str] | None:
        if not session.candidate_email:
            return None
        return {"name": session.candidate_name, "email": session.candidate_email}


def recording_url(session: VideoSession) -> str:
    """The permanent URL of the session's recording. It redirects to a presigned URL of the store."""
    return f"{settings.BASE_URL}/api/talent-engine/video-sessions/{session.pk}/recording.webm"
