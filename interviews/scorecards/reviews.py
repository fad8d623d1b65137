"""The scorecards of an interview as one reader may see them, for the pages: cards, and per criterion mean, spread and n."""

from dataclasses import dataclass
from typing import Any

from core.actors import Actor
from interviews.models import Scorecard, VideoSession
from interviews.scorecards import visibility
from interviews.sessions import kits
from interviews.vocabulary import LEVELS


@dataclass(frozen=True, slots=True)
class CriterionSummary:
    """One criterion: how often each level was given, in the submitted cards that the reader may see."""

    label: str
    counts: list[int]

    @property
    def n(self) -> int:
        return sum(self.counts)

    @property
    def mean(self) -> float:
        return sum(level * count for level, count in enumerate(self.counts, 1)) / self.n

    @property
    def low(self) -> int:
        return next(level for level, count in enumerate(self.counts, 1) if count)

    @property
    def high(self) -> int:
        return next(level for level, count in reversed(list(enumerate(self.counts, 1))) if count)


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of one card."""

    label: str
    level: int | None
    word: Any
    evidence: str


@dataclass(frozen=True, slots=True)
class Card:
    """One interviewer's card, as the page shows it."""

    author: str
    is_own: bool
    is_submitted: bool
    is_amended: bool
    recommendation: Any
    notes: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Review:
    """All that a page shows of the scorecards.

    `counted` cards are in the criteria, `hidden` ones cannot be read yet, `owing` names the people whose cards are
    awaited, and `is_asked_for` is true once the interview has begun or a card was submitted.
    """

    cards: list[Card]
    criteria: list[CriterionSummary]
    counted: int
    hidden: int
    submitted: int
    owes: bool
    has_submitted: bool
    owing: list[str]
    is_asked_for: bool


def review(reader: Actor, session: VideoSession) -> Review:
    """Build the review for a reader; one who may see no card still sees how many there are."""
    visible = visibility.visible_to(reader, session)
    own = [visible.own] if visible.own else []
    shown = [*own, *visible.others]
    counted = [card for card in shown if card.submitted_at]
    labels = kits.criteria(session, shown)
    rows = [CriterionSummary(label, _counts(key, counted)) for key, label in labels.items()]
    return Review(
        cards=[_card(card, labels, reader) for card in shown],
        criteria=[row for row in rows if row.n],
        counted=len(counted),
        hidden=visible.hidden,
        submitted=visible.submitted,
        owes=visible.owes,
        has_submitted=bool(visible.own and visible.own.submitted_at),
        owing=[person.name for person in visible.owing],
        is_asked_for=bool(session.started_at or visible.submitted),
    )


def _counts(criterion: str, cards: list[Scorecard]) -> list[int]:
    given = [card.scores.get(criterion) for card in cards]
    return [given.count(level) for level in LEVELS]


def _card(card: Scorecard, labels: dict[str, str], reader: Actor) -> Card:
    keys = [key for key in labels if key in card.scores or card.evidence.get(key)]
    return Card(
        author=card.member.name,
        is_own=card.member_id == reader.member_pk,
        is_submitted=card.submitted_at is not None,
        is_amended=card.revision > 1,
        recommendation=kits.RECOMMENDATIONS.get(card.recommendation, ""),
        notes=card.notes,
        lines=[
            Line(labels[key], level, kits.LEVELS.get(level or 0, ""), card.evidence.get(key, ""))
            for key in keys
            for level in [card.scores.get(key)]
        ],
    )
