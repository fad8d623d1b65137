"""The interviews' pages: server-rendered, in the scope of the member who is logged in; what is live comes by the API."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView, View
from django.views.generic.base import ContextMixin

from core.actors import Actor
from core.models import Member
from interviews import agenda, kits, policy, reels, reviews
from interviews.models import Recording, VideoSession

PER_PAGE = 20


@method_decorator(never_cache, name="dispatch")
class StaffPage(LoginRequiredMixin, ContextMixin, View):
    """A page for members of a company. Times are in the zone their browser names in a cookie, else in the company's."""

    template_name: str
    grant = "interview.read"
    section = "interviews"

    @property
    def member(self) -> Member:
        return self.request.user  # type: ignore[return-value]  # LoginRequiredMixin lets nobody else in

    @property
    def actor(self) -> Actor:
        return self.member.as_actor()

    @property
    def zone(self) -> ZoneInfo:
        named = self.request.COOKIES.get("te_zone", "")
        return ZoneInfo(named if named in available_timezones() else self.member.tenant.time_zone)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.actor.can(self.grant):
            raise PermissionDenied
        with timezone.override(self.zone):
            context = self.get_context_data(section=self.section, zone=self.zone.key, **kwargs)
            return render(request, self.template_name, context)

    def page_of(self, rows: QuerySet[Any]) -> Any:
        return Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))


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
            VideoSession.objects.of(self.actor).select_related("created_by", "tenant"), self.kwargs["session_id"]
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
            "mayInvite": role in policy.PANEL and self.actor.can("invitation.send") and session.is_active,
            "mayEdit": role in policy.HOST and session.is_active,
            "mayCancel": role in policy.HOST and session.status == "scheduled",
        }
        return super().get_context_data(
            session=session,
            panel=[person for person in people if person.is_staff],
            recordings=session.recordings.exclude(state__in=agenda.HIDDEN).order_by("created_at"),
            review=reviews.review(self.actor, session),
            may_join=role is not None and session.is_active,
            page=page,
            **kwargs,
        )


class LandingPage(TemplateView):
    """What an invitation's link opens: the same page for every link, so that it tells nothing and spends nothing."""

    template_name = "interviews/landing.html"
    http_method_names = ["get", "head", "options"]

    @method_decorator(never_cache)
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response


class RoomPage(TemplateView):
    """The room's public shell: it holds no word of the session, which comes by the API to whoever may have it."""

    template_name = "interviews/room.html"


class EndedPage(TemplateView):
    """Where a room leads when it is over."""

    template_name = "interviews/ended.html"


class UnsupportedPage(TemplateView):
    template_name = "core/unsupported.html"


class RecordingsPage(StaffPage):
    template_name = "interviews/recordings.html"
    grant = "recording.play"
    section = "recordings"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted = reels.Filter.read(self.request.GET)
        return super().get_context_data(
            wanted=wanted, rows=self.page_of(reels.listed(self.actor, wanted, self.zone)), **kwargs
        )


class ReviewPage(StaffPage):
    template_name = "interviews/review.html"
    grant = "recording.play"
    section = "recordings"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listed = Recording.objects.of(self.actor).exclude(state__in=agenda.HIDDEN)
        recording = find(listed.select_related("session__tenant"), self.kwargs["recording_id"])
        session = recording.session
        return super().get_context_data(
            recording=recording,
            session=session,
            siblings=session.recordings.exclude(state__in=agenda.HIDDEN).order_by("created_at"),
            review=reviews.review(self.actor, session),
            is_playable=recording.state in Recording.PLAYABLE,
            missing=reels.missing(recording),
            page=reels.reel(recording),
            **kwargs,
        )


class NewestRecording(StaffPage):
    """An address that can be given before there is a film: the newest one's review, or else the interview's page."""

    grant = "recording.play"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ARG002 -- Django's signature
        session = find(VideoSession.objects.of(self.actor), kwargs["session_id"])
        if not self.actor.can(self.grant):
            raise PermissionDenied
        newest = session.recordings.exclude(state__in=agenda.HIDDEN).order_by("created_at").last()
        return redirect("review", newest.pk) if newest else redirect("interview", session.pk)


def find(rows: QuerySet[Any], key: UUID) -> Any:
    """The row, or 404: foreign and absent look the same."""
    found = rows.filter(pk=key).first()
    if found is None:
        raise Http404
    return found
