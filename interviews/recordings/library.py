"""The library of recordings: find them, and the data of the player."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse

from core.actors import Actor
from core.filters import matching
from interviews.models import Recording
from interviews.sessions.filters import SEARCHED

State = Recording.State
STATES: dict[str, tuple[State, ...]] = {
    "ready": Recording.PLAYABLE,
    "waiting": (*Recording.OPEN, State.FINALIZING),
    "failed": (State.FAILED,),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """The list's filter, from the query string. Values that are not understood are ignored."""

    words: str
    state: str
    since: date | None
    until: date | None

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Self:
        state = asked.get("state", "")
        return cls(
            words=asked.get("q", "")[:100],
            state=state if state in STATES else "",
            since=_day(asked.get("since", "")),
            until=_day(asked.get("until", "")),
        )

    @property
    def is_set(self) -> bool:
        return bool(self.words or self.state or self.since or self.until)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 <= day.year <= 2999 else None  # noqa: PLR2004 -- nearer the ends of time, zones overflow


def listed(reader: Actor, wanted: Filter, zone: ZoneInfo) -> QuerySet[Recording]:
    """The recordings that match, newest first. Days begin and end in `zone`, the reader's."""
    kept = Recording.objects.of(reader).kept().select_related("session")
    rows = matching(kept, wanted.words, [f"session__{column}" for column in SEARCHED])
    if wanted.state:
        rows = rows.filter(state__in=STATES[wanted.state])
    if wanted.since:
        rows = rows.filter(created_at__gte=datetime.combine(wanted.since, time(), zone))
    if wanted.until:
        rows = rows.filter(created_at__lt=datetime.combine(wanted.until + timedelta(days=1), time(), zone))
    return rows.order_by("-created_at", "pk")


def player_props(recording: Recording) -> dict[str, Any]:
    """The player's data, for `json_script`. `duration` is in seconds, `peaks` 0 to 100:

    `{"session": "…", "recording": "…", "state": "ready", "duration": 63.2, "startedAt": …, "parts": […], "peaks": […],
    "media": "/…?ttl=page", "poster": "/…", "questions": {"q1": "…"}, "members": {"7": "Bob"}}`
    """
    where = (recording.session_id, recording.pk)
    people = recording.session.participants.exclude(user_id=None)
    return {
        "session": str(recording.session_id),
        "recording": str(recording.pk),
        "state": recording.state,
        "duration": recording.duration_ms / 1000,
        "startedAt": recording.started_at,
        "parts": recording.parts,
        "peaks": recording.peaks,
        "media": f"{reverse('recording-media', args=where)}?ttl=page",
        "poster": reverse("recording-poster", args=where) if recording.poster_key else "",
        "questions": {question["id"]: question["text"] for question in recording.session.kit.get("questions", [])},
        "members": {person.user_id: person.name for person in people},
    }


def missing(recording: Recording) -> int:
    """The seconds known to be missing, approximately: a chunk is about a second."""
    return sum(gap["last"] - gap["first"] + 1 for gap in recording.gaps)
