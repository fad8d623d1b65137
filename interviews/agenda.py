"""The interviews of a company as its staff look for them: what is on today, what is coming, what is over."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Exists, F, Model, OuterRef, Prefetch, Q, QuerySet, Subquery

from core.actors import Actor
from interviews.models import Participant, Recording, VideoSession

Row = TypeVar("Row", bound=Model)
HIDDEN = (Recording.State.EXPIRED, Recording.State.DELETED)


@dataclass(frozen=True, slots=True)
class Agenda:
    """Three lists that never share an interview; a day begins and ends where the reader is."""

    today: QuerySet[VideoSession]
    upcoming: QuerySet[VideoSession]
    past: QuerySet[VideoSession]


def agenda(reader: Actor, *, now: datetime, words: str = "") -> Agenda:
    """`now` carries the reader's time zone; `words` narrow what is over."""
    dawn = now.replace(hour=0, minute=0, second=0, microsecond=0)
    dusk = dawn + timedelta(days=1)
    listed = _listed(reader)
    going = Q(ended_at=None)
    today = going & (
        Q(is_busy=True) | Q(starts_at__range=(dawn, dusk - timedelta(microseconds=1))) | Q(started_at__gte=dawn)
    )
    ahead = going & ~today & (Q(starts_at__gte=dusk) | Q(starts_at=None, started_at=None))
    return Agenda(
        today=listed.filter(today).order_by(F("starts_at").asc(nulls_first=True), "pk"),
        upcoming=listed.filter(ahead).order_by(F("starts_at").asc(nulls_last=True), "-created_at"),
        past=matching(listed.exclude(today | ahead), words).order_by(
            F("starts_at").desc(nulls_last=True), "-created_at"
        ),
    )


def matching(rows: QuerySet[Row], words: str, prefix: str = "") -> QuerySet[Row]:
    """Every word must stand in the title, the candidate's name or e-mail, or the application's number."""
    columns = ("title", "candidate_name", "candidate_email", "job_application_id", "meeting_id")
    for word in words.replace("\0", " ").split():  # PostgreSQL cannot compare with NUL
        somewhere = Q()
        for column in columns:
            somewhere |= Q(**{f"{prefix}{column}__icontains": word})
        rows = rows.filter(somewhere)
    return rows


def _listed(reader: Actor) -> QuerySet[VideoSession]:
    people = Participant.objects.of(reader)
    newest = (
        Recording.objects.of(reader).filter(session=OuterRef("pk")).exclude(state__in=HIDDEN).order_by("-created_at")
    )
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
                people.filter(role__in=Participant.STAFF_ROLES).order_by("role", "first_name", "pk"),
                to_attr="panel",
            )
        )
    )
