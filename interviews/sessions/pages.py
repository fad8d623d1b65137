"""Pages about interviews: the list, a new one, and one in full. The pages fetch what changes by the API."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from core.actors import Actor
from core.pages import StaffPage, find
from interviews.models import Participant, VideoSession
from interviews.room import policy
from interviews.scorecards import reviews
from interviews.sessions import agenda, kits
from interviews.vocabulary import Role


class InterviewsPage(StaffPage):
    template_name = "interviews/sessions/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = self.request.GET.get("q", "")[:100]
        shown = agenda.agenda(self.actor, now=datetime.now(self.zone), words=words)
        lists = {"today": list(shown.today), "upcoming": list(shown.upcoming), "past": self.page_of(shown.past)}
        joinable = {session.pk for rows in lists.values() for session in rows if self.may_join(session)}
        may_create = self.actor.can("interview.create")
        return super().get_context_data(may_create=may_create, joinable=joinable, words=words, **lists, **kwargs)

    def may_join(self, listed: Any) -> bool:
        return policy.may("session.enter", listed, part(self.actor, listed, listed.panel))


class NewInterviewPage(StaffPage):
    template_name = "interviews/sessions/new.html"
    grant = "interview.create"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = {"kit": kits.DEFAULT, "me": self.actor.id, "tenantZone": self.member.tenant.time_zone}
        return super().get_context_data(page=page, **kwargs)


class InterviewPage(StaffPage):
    template_name = "interviews/sessions/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        session = find(
            VideoSession.objects.of(self.actor).select_related("created_by", "tenant"), pk=self.kwargs["session_id"]
        )
        people = list(session.participants.order_by("role", "first_name", "pk"))
        role = part(self.actor, session, people)
        page = {
            "session": str(session.pk),
            "zone": session.time_zone,
            "startsAt": session.starts_at,
            "endsAt": session.ends_at,
            "candidate": {"name": session.candidate_name, "email": session.candidate_email},
            "mayInvite": policy.may(policy.INVITE, session, role) and self.actor.can("invitation.send"),
            "mayEdit": policy.may(policy.EDIT, session, role),
            "mayCancel": policy.may("session.end", session, role) and session.started_at is None,
        }
        return super().get_context_data(
            session=session,
            panel=[person for person in people if person.is_staff],
            recordings=session.recordings.kept().order_by("created_at"),
            review=reviews.review(self.actor, session),
            may_join=policy.may("session.enter", session, role),
            page=page,
            **kwargs,
        )


def part(reader: Actor, session: VideoSession, people: Iterable[Participant]) -> Role | None:
    """The reader's role in an interview whose staff are among `people`, or None."""
    me = next((person for person in people if person.member_id == reader.member_pk), None)
    return policy.part_of(session, reader, me)
