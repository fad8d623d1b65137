"""Pages about interviews: the list, a new one, and one in full. What is live in them comes by the API."""

from datetime import datetime
from typing import Any

from core.pages import StaffPage, find
from interviews.models import VideoSession
from interviews.room import policy
from interviews.scorecards import reviews
from interviews.sessions import agenda, kits
from interviews.vocabulary import HOST, PANEL


class InterviewsPage(StaffPage):
    template_name = "interviews/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = self.request.GET.get("q", "")[:100]
        shown = agenda.agenda(self.actor, now=datetime.now(self.zone), words=words)
        kwargs |= {"today": shown.today, "upcoming": shown.upcoming, "past": self.page_of(shown.past), "words": words}
        return super().get_context_data(may_create=self.actor.can("interview.create"), **kwargs)


class NewInterviewPage(StaffPage):
    template_name = "interviews/new.html"
    grant = "interview.create"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = {"kit": kits.DEFAULT, "me": self.actor.id, "tenantZone": self.member.tenant.time_zone}
        return super().get_context_data(page=page, **kwargs)


class InterviewPage(StaffPage):
    template_name = "interviews/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        session = find(
            VideoSession.objects.of(self.actor).select_related("created_by", "tenant"), pk=self.kwargs["session_id"]
        )
        people = list(session.participants.order_by("role", "first_name", "pk"))
        mine = next((person.role for person in people if person.member_id == self.member.pk), None)
        role = mine or policy.role_of(session, self.actor)
        page = {
            "session": str(session.pk),
            "zone": session.time_zone,
            "startsAt": session.starts_at,
            "endsAt": session.ends_at,
            "candidate": {"name": session.candidate_name, "email": session.candidate_email},
            "mayInvite": role in PANEL and self.actor.can("invitation.send") and session.is_active,
            "mayEdit": role in HOST and session.is_active,
            "mayCancel": role in HOST and session.status == "scheduled",
        }
        return super().get_context_data(
            session=session,
            panel=[person for person in people if person.is_staff],
            recordings=session.recordings.kept().order_by("created_at"),
            review=reviews.review(self.actor, session),
            may_join=role is not None and session.is_active,
            page=page,
            **kwargs,
        )
