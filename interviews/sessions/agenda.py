"""A company's interviews in three lists for its staff: today, upcoming, past."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from core.actors import Actor
from core.filters import matching
from interviews.models import Participant, Recording, VideoSession
from interviews.sessions.filters import SEARCHED
from interviews.vocabulary import STAFF


@dataclass(frozen=True, slots=True)
class Agenda:
    """Three lists without overlap. A day begins and ends in the reader's time zone."""

    today: QuerySet[VideoSession]
    upcoming: QuerySet[VideoSession]
    past: QuerySet[VideoSession]


def agenda(reader: Actor, *, now: datetime, words: str = "") -> Agenda:
    """The agenda of a reader. `now` carries their time zone; `words` filter the past interviews."""
    day_start = now.replace(hour=0, minute=0, second=0, microsecond=0)
    day_end = day_start + timedelta(days=1)
    listed = _listed(reader)
    going = Q(ended_at=None)
    today = going & (
        Q(is_busy=True)
        | Q(starts_at__range=(day_start, day_end - timedelta(microseconds=1)))
        | Q(started_at__gte=day_start)
    )
    ahead = going & ~today & (Q(starts_at__gte=day_end) | Q(starts_at=None, started_at=None))
    return Agenda(
        today=listed.filter(today).order_by(F("starts_at").asc(nulls_first=True), "pk"),
        upcoming=listed.filter(ahead).order_by(F("starts_at").asc(nulls_last=True), "-created_at"),
        past=matching(listed.exclude(today | ahead), words, SEARCHED).order_by(
            F("starts_at").desc(nulls_last=True), "-created_at"
        ),
    )


def _listed(reader: Actor) -> QuerySet[VideoSession]:
    people = Participant.objects.of(reader)
    newest = Recording.objects.of(reader).kept().filter(session=OuterRef("pk")).order_by("-created_at")
    return (
        VideoSession.objects.of(reader)
        .annotate(
            is_busy=Exists(people.filter(session=OuterRef("pk"), presence__in=Participant.HERE)),
            recording_id=Subquery(newest.values("pk")[:1]),
            recording_state=Subquery(newest.values("state")[:1]),
        )
        .prefetch_related(
            Prefetch(
                "participants",
                people.filter(role__in=STAFF).order_by("role", "first_name", "pk"),
                to_attr="panel",
            )
        )
    )
