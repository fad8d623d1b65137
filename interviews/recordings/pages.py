"""Pages about recordings: the list, and one under review."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.pages import StaffPage, find
from interviews.models import Recording, VideoSession
from interviews.recordings import library
from interviews.scorecards import reviews


class RecordingsPage(StaffPage):
    template_name = "interviews/recordings/recordings.html"
    grant = "recording.play"
    section = "recordings"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted = library.Filter.read(self.request.GET)
        return super().get_context_data(
            wanted=wanted, rows=self.page_of(library.listed(self.actor, wanted, self.zone)), **kwargs
        )


class ReviewPage(StaffPage):
    template_name = "interviews/recordings/review.html"
    grant = "recording.play"
    section = "recordings"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listed = Recording.objects.of(self.actor).kept()
        recording = find(listed.select_related("session__tenant"), pk=self.kwargs["recording_id"])
        session = recording.session
        return super().get_context_data(
            recording=recording,
            session=session,
            siblings=session.recordings.kept().order_by("created_at"),
            review=reviews.review(self.actor, session),
            is_playable=recording.state in Recording.PLAYABLE,
            missing=library.missing(recording),
            page=library.player_props(recording),
            **kwargs,
        )


class NewestRecording(StaffPage):
    """A link that works before there is a recording: redirects to the newest one's review, or to the interview's page."""

    grant = "recording.play"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        session = find(VideoSession.objects.of(self.actor), pk=kwargs["session_id"])
        if not self.actor.can(self.grant):
            raise PermissionDenied
        newest = session.recordings.kept().order_by("created_at").last()
        return redirect("review", newest.pk) if newest else redirect("interview", session.pk)
