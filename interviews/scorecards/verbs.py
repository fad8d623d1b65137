"""Scorecards: one per interviewer, blind to the others until they have submitted their own.

A draft is a row and an audit entry, never an event (its very number would tell). `score.submitted` carries no values;
whoever hears it fetches what the server lets them see. The one place that decides who sees what is `visible_to`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core import audit
from core.actors import Actor
from core.errors import Invalid
from core.models import Tenant
from interviews.models import Participant, Scorecard, VideoSession
from interviews.room import commands, events
from interviews.room.transaction import LockedRoom, verb
from interviews.vocabulary import (
    CRITERIA_MAX,
    CRITERION_PATTERN,
    CRITERION_RULE,
    LEVELS,
    PANEL,
    RECOMMENDATIONS,
)

_CRITERION = re.compile(CRITERION_PATTERN)


@verb(commands.SetScore)
def draft(
    room: LockedRoom,
    *,
    scores: dict[str, int | None] | None = None,
    evidence: dict[str, str] | None = None,
    notes: str | None = None,
    recommendation: str | None = None,
) -> Scorecard:
    """Save one's own card, in part: only what is given changes. After submitting, each change is an amendment."""
    card = _card(room, room.by)
    changed = _write(card, scores=scores, evidence=evidence, notes=notes, recommendation=recommendation)
    if not changed:
        return card
    if card.submitted_at:
        card.revision += 1
        room.append(events.ScoreAmended(member=room.by.id, revision=card.revision))
    elif room.session.tenant.scores == Tenant.Scores.OPEN:
        for criterion, level in (scores or {}).items():
            room.append(events.ScoreChanged(member=room.by.id, criterion=criterion, value=level))
    card.updated_at = room.at
    card.save()
    audit.record("score.drafted", room.session.pk, by=room.by, fields=sorted(changed))
    return card


@verb(commands.SubmitScore)
def submit(
    room: LockedRoom,
    *,
    scores: dict[str, int | None] | None = None,
    evidence: dict[str, str] | None = None,
    notes: str | None = None,
    recommendation: str | None = None,
) -> Scorecard:
    """Submit one's own card, with a last change if given. From then on one sees the others' submitted cards."""
    card = _card(room, room.by)
    changed = _write(card, scores=scores, evidence=evidence, notes=notes, recommendation=recommendation)
    if card.submitted_at and not changed:
        return card
    first = card.submitted_at is None
    card.submitted_at = card.submitted_at or room.at
    card.updated_at = room.at
    card.revision += 1
    card.save()
    told = events.ScoreSubmitted if first else events.ScoreAmended
    room.append(told(member=room.by.id, revision=card.revision))
    audit.record("score.submitted" if first else "score.amended", room.session.pk, by=room.by, revision=card.revision)
    return card


def _card(room: LockedRoom, by: Actor) -> Scorecard:
    card, _ = Scorecard.objects.of(by).get_or_create(
        session=room.session, member=room.mine.member, defaults={"tenant_id": by.tenant_id}
    )
    return card


def _write(
    card: Scorecard,
    *,
    scores: dict[str, int | None] | None,
    evidence: dict[str, str] | None,
    notes: str | None,
    recommendation: str | None,
) -> set[str]:
    """Merge what is given into the card; answers which columns changed. Raises Invalid."""
    wanted: dict[str, Any] = {}
    if scores is not None:
        wanted["scores"] = card.scores | checked_scores(scores)
    if evidence is not None:
        wanted["evidence"] = card.evidence | {_criterion(name): text for name, text in evidence.items()}
    if notes is not None:
        wanted["notes"] = notes
    if recommendation is not None:
        if recommendation not in RECOMMENDATIONS:
            raise Invalid({"recommendation": f'"{recommendation}" is not a valid choice.'})
        wanted["recommendation"] = recommendation
    if len(wanted.get("scores", {})) > CRITERIA_MAX:
        raise Invalid({"scores": f"At most {CRITERIA_MAX} criteria."})
    if len(wanted.get("evidence", {})) > CRITERIA_MAX:
        raise Invalid({"evidence": f"At most {CRITERIA_MAX} criteria."})
    changed = {name for name, value in wanted.items() if getattr(card, name) != value}
    for name in changed:
        setattr(card, name, wanted[name])
    return changed


def checked_scores(scores: dict[str, int | None]) -> dict[str, int | None]:
    """Whole levels from 1 to 5, or null for "not assessed". Raises Invalid."""
    for criterion, level in scores.items():
        _criterion(criterion)
        if level is not None and (type(level) is not int or level not in LEVELS):
            raise Invalid({"scores": f"{criterion}: a whole number from 1 to 5, or null."})
    return scores


def _criterion(name: str) -> str:
    if not _CRITERION.fullmatch(name):
        raise Invalid({"scores": f'"{name[:40]}" is not a criterion: {CRITERION_RULE}.'})
    return name


@dataclass(frozen=True, slots=True)
class Visible:
    """What one reader may know of a session's cards: their own, the others' they may read, and how many exist."""

    own: Scorecard | None
    others: list[Scorecard]
    submitted: int
    hidden: int


def visible_to(reader: Actor, session: VideoSession, cards: Iterable[Scorecard] | None = None) -> Visible:
    """The blind rule, for every channel: others' submitted cards are seen by those who submitted their own, by holders
    of `score.reveal` once every interviewer who has drafted or attended has submitted, and where the tenant chose open."""
    everything = list(session.scorecards.select_related("member") if cards is None else cards)
    own = next((card for card in everything if card.member_id == reader.member_pk), None)
    others = [card for card in everything if card is not own]
    submitted = [card for card in others if card.submitted_at]
    if not reader.is_member:
        return Visible(None, [], 0, 0)
    sees = bool(own and own.submitted_at) or (reader.can("score.reveal") and not _somebody_owes(session, everything))
    readable = others if session.tenant.scores == Tenant.Scores.OPEN else submitted if sees else []
    return Visible(own, readable, len([c for c in everything if c.submitted_at]), len(others) - len(readable))


def _somebody_owes(session: VideoSession, cards: list[Scorecard]) -> bool:
    """Whether an interviewer who attended, or began a card, has yet to submit."""
    done = {card.member_id for card in cards if card.submitted_at}
    drafting = {card.member_id for card in cards} - done
    attended = {
        person.member_id
        for person in session.participants.all()
        if person.role in PANEL and person.presence != Participant.Presence.NEVER
    }
    return bool(drafting or attended - done) or not done


def summary(cards: Iterable[Scorecard]) -> dict[str, int | float]:
    """Mean per criterion, whole where it is whole: {"technical": 4, "communication": 4.5}."""
    levels: dict[str, list[int]] = {}
    for card in cards:
        for criterion, level in card.scores.items():
            if level is not None:
                levels.setdefault(criterion, []).append(level)
    means = {criterion: sum(given) / len(given) for criterion, given in levels.items()}
    return {criterion: int(mean) if mean == int(mean) else round(mean, 2) for criterion, mean in means.items()}
