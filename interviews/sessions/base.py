"""The base of every view of one interview: find it within the caller's reach, then check the role."""

from typing import Any
from uuid import UUID

from django.db.models import F, Prefetch
from django.utils import timezone

from core.api import View
from core.errors import Forbidden, NotFound
from interviews.models import Participant, SessionQuerySet, VideoSession
from interviews.people.guests import SessionForGuests
from interviews.room import policy
from interviews.sessions.bodies import SessionId
from interviews.sessions.serializers import SessionSerializer


def in_full(sessions: SessionQuerySet) -> SessionQuerySet:
    """Prefetch everything the serializers read: the number of queries does not grow with the list."""
    people = (
        Participant.objects.across_tenants()
        .select_related("member")
        .order_by(F("joined_at").asc(nulls_last=True), "pk")
    )
    related = sessions.select_related("tenant", "created_by")
    return related.prefetch_related(Prefetch("participants", people), "scorecards__member", "recordings")


class SessionView(View):
    """The order of refusals: 404 for what is out of reach, 403 for guests and for the wrong part, 400 for the body."""

    for_guests = False

    def session(self, session_id: UUID) -> VideoSession:
        """Find the session. Raises NotFound, Forbidden (a guest at a view for staff), Gone (no link of the guest works)."""
        reach = VideoSession.objects.of(self.actor).select_related("tenant", "created_by")
        found = reach.filter(pk=session_id).first()
        if found is None:
            raise NotFound
        if self.actor.kind == "guest":
            self._admit_guest(found, self.me(found))
        else:
            self.require("interview.read")
        return found

    def _admit_guest(self, session: VideoSession, guest: Participant | None) -> None:
        if guest is None:
            raise NotFound
        if not self.for_guests:
            raise Forbidden
        policy.refuse_dead_link(session, guest, at=timezone.now())

    def named_session(self) -> VideoSession:
        """Find the session named in the body, as the contract's older operations do."""
        return self.session(self.body(SessionId)["session_id"])

    def me(self, session: VideoSession) -> Participant | None:
        own = {"pk": self.actor.id} if self.actor.kind == "guest" else {"member_id": self.actor.member_pk}
        return session.participants.filter(**own).first()

    def allow(self, command: str, session: VideoSession) -> None:
        """Check the role before the body is read. Raises Forbidden. The verb checks again, under the room's lock."""
        role = policy.part_of(session, self.actor, self.me(session))
        if role not in policy.RULES[command].roles:
            raise Forbidden

    def represent(self, session: VideoSession) -> dict[str, Any]:
        """The session as JSON, re-read, as this caller may see it: by `SessionSerializer`, for guests by
        `SessionForGuests`."""
        whole = in_full(VideoSession.objects.of(self.actor)).get(pk=session.pk)
        if self.actor.kind == "guest":
            return dict(SessionForGuests(whole).data)
        return dict(SessionSerializer(whole, context={"request": self.request}).data)
