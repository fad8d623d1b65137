"""Scorecards: one per interviewer, blind to the others until they have submitted their own.

A draft is a row and an audit entry, never an event: even the event's number would disclose it. `score.submitted`
carries no values; browsers then fetch what `visibility.visible_to` lets them see.
"""

import re
from typing import Any

from core import audit
from core.errors import Invalid
from core.models import Tenant
from interviews.models import Scorecard, VideoSession
from interviews.room import commands, events, policy
from interviews.room.transaction import LockedRoom, internal, verb
from interviews.vocabulary import (
    CRITERIA_MAX,
    CRITERION_PATTERN,
    CRITERION_RULE,
    LEVELS,
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
    """Save a part of the actor's own card: only what is given changes. After submitting, each change is an amendment.

    `scores` is `{"technical": 4, "communication": None}`, None for "not assessed". Raises Invalid.
    """
    card = _card(room)
    changed = _merge(card, scores=scores, evidence=evidence, notes=notes, recommendation=recommendation)
    if not changed:
        return card
    revision = card.revision + 1 if card.submitted_at else card.revision
    if card.submitted_at:
        room.append(events.ScoreAmended(member=room.by.id, revision=revision))
    elif room.session.tenant.scores == Tenant.Scores.OPEN:
        for criterion, level in (scores or {}).items():
            room.append(events.ScoreChanged(member=room.by.id, criterion=criterion, value=level))
    room.save(card, **changed, revision=revision, updated_at=room.at)
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
    """Submit the actor's own card, with a last change if given. From then on they see the others' submitted cards.

    Raises Invalid, by field, while the card lacks an answer.
    """
    card = _card(room)
    changed = _merge(card, scores=scores, evidence=evidence, notes=notes, recommendation=recommendation)
    if lacks := missing(card, room.session):
        raise Invalid(lacks)
    return card if card.submitted_at and not changed else _submit(room, card, changed)


@internal
def submit_in_part(
    room: LockedRoom, *, scores: dict[str, int | None] | None = None, notes: str | None = None
) -> Scorecard:
    """Submit what the contract's routes write, which have no field for the recommendation.

    The card counts as submitted, but its author sees the others' cards only once it is complete. Writing nothing submits
    nothing. Raises Invalid.
    """
    policy.authorise(commands.SubmitScore.wire_name(), session=room.session, me=room.me)
    card = _card(room)
    changed = _merge(card, scores=scores, notes=notes)
    return _submit(room, card, changed) if changed else card


def _submit(room: LockedRoom, card: Scorecard, changed: dict[str, Any]) -> Scorecard:
    is_first = card.submitted_at is None
    submitted_at, revision = card.submitted_at or room.at, card.revision + 1
    room.save(card, **changed, submitted_at=submitted_at, revision=revision, updated_at=room.at)
    event = events.ScoreSubmitted if is_first else events.ScoreAmended
    room.append(event(member=room.by.id, revision=revision))
    audit.record("score.submitted" if is_first else "score.amended", room.session.pk, by=room.by, revision=revision)
    return card


def missing(card: Scorecard, session: VideoSession) -> dict[str, str]:
    """The answers that a card lacks, by field: `{"scores": "Not answered yet: …", "recommendation": "…"}`, empty for a complete one.

    Every criterion of the kit needs a level or an explicit null ("not assessed"), and the card a recommendation. If an
    empty card could be submitted, it would reveal everybody else's.
    """
    unanswered = [one["label"] for one in session.kit.get("criteria", []) if one["key"] not in card.scores]
    lacks = {}
    if unanswered:
        asked = 'Give a level from 1 to 5, or null for "not assessed".'
        lacks["scores"] = f"Not answered yet: {', '.join(unanswered)}. {asked}"
    if not card.recommendation:
        lacks["recommendation"] = "Choose an overall recommendation."
    return lacks


def _card(room: LockedRoom) -> Scorecard:
    """The actor's own card, perhaps unsaved. It becomes a row only when written: an existing draft counts as not yet submitted."""
    own = {"session": room.session, "member": room.mine.member}
    return Scorecard.objects.of(room.by).filter(**own).first() or Scorecard(tenant_id=room.by.tenant_id, **own)


def _merge(
    card: Scorecard,
    *,
    scores: dict[str, int | None] | None = None,
    evidence: dict[str, str] | None = None,
    notes: str | None = None,
    recommendation: str | None = None,
) -> dict[str, Any]:
    """Merge what is given into the card in memory, and return the columns that changed, with their new values.

    Scores and evidence are merged by criterion. Raises Invalid.
    """
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
        if card.submitted_at and card.recommendation and not recommendation:
            raise Invalid({"recommendation": "Once submitted, it can be changed but not taken back."})
        wanted["recommendation"] = recommendation
    if len(wanted.get("scores", {})) > CRITERIA_MAX:
        raise Invalid({"scores": f"At most {CRITERIA_MAX} criteria."})
    if len(wanted.get("evidence", {})) > CRITERIA_MAX:
        raise Invalid({"evidence": f"At most {CRITERIA_MAX} criteria."})
    changed = {name: value for name, value in wanted.items() if getattr(card, name) != value}
    for name, value in changed.items():
        setattr(card, name, value)
    return changed


def checked_scores(scores: dict[str, int | None]) -> dict[str, int | None]:
    """Check scores: whole levels from 1 to 5, or None for "not assessed". Raises Invalid."""
    for criterion, level in scores.items():
        _criterion(criterion)
        if level is not None and (type(level) is not int or level not in LEVELS):
            raise Invalid({"scores": f"{criterion}: a whole number from 1 to 5, or null."})
    return scores


def _criterion(name: str) -> str:
    if not _CRITERION.fullmatch(name):
        raise Invalid({"scores": f'"{name[:40]}" is not a criterion: {CRITERION_RULE}.'})
    return name
