"""The blind rule: which scorecards a reader may see, and whose are awaited. REST and pages use this one rule.

A member of the panel reads the others' cards after submitting a complete card of their own. Other readers of the
interview read them once nobody owes one. Guests read none. Sockets never carry values.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from core.actors import Actor
from core.models import Tenant
from interviews.models import Participant, Scorecard, VideoSession
from interviews.scorecards import verbs as scorecards
from interviews.vocabulary import PANEL, Role


@dataclass(frozen=True, slots=True)
class Visible:
    """The cards of a session that one reader may see.

    `submitted` counts all submitted cards, `hidden` those of others that the reader cannot read yet. `owes` is true
    while the reader's own card must come first; `owing` are the other people whose cards are awaited.
    """

    own: Scorecard | None = None
    others: Sequence[Scorecard] = ()
    submitted: int = 0
    hidden: int = 0
    owes: bool = False
    owing: Sequence[Participant] = field(default=())


def visible_to(reader: Actor, session: VideoSession, cards: Iterable[Scorecard] | None = None) -> Visible:
    """Apply the blind rule, unless the company chose open scores. `cards` spares the query where they were prefetched."""
    if not reader.is_member:
        return Visible()
    everything = list(session.scorecards.select_related("member") if cards is None else cards)
    own = next((card for card in everything if card.member_id == reader.member_pk), None)
    others = [card for card in everything if card is not own]
    submitted = [card for card in others if card.submitted_at]
    owing = _owing(session, everything)
    owes = _owes(reader, session, own)
    is_open = session.tenant.scores == Tenant.Scores.OPEN
    sees = is_open or _is_whole(own, session) or (reader.can("score.reveal") and not owes and not owing)
    return Visible(
        own=own,
        others=others if is_open else submitted if sees else [],
        submitted=len([card for card in everything if card.submitted_at]),
        hidden=0 if sees else len(submitted),
        owes=owes,
        owing=[person for person in owing if person.member_id != reader.member_pk],
    )


def _is_whole(own: Scorecard | None, session: VideoSession) -> bool:
    return bool(own and own.submitted_at and not scorecards.missing(own, session))


def _owes(reader: Actor, session: VideoSession, own: Scorecard | None) -> bool:
    """Whether the reader's own card must come first: true for interviewers, and for the author of an unfinished card.

    A host who never came to an ended interview owes none: scheduling an interview makes a recruiter its host.
    """
    if own is not None:
        return not _is_whole(own, session)
    me = next((person for person in _panel(session) if person.member_id == reader.member_pk), None)
    return me is not None and (me.role == Role.INTERVIEWER or session.is_active or _came(me))


def _owing(session: VideoSession, cards: Sequence[Scorecard]) -> list[Participant]:
    """The panel's people who came, may still come, or began a card, and have not submitted one. Not those who cannot:
    removed from the interview, or no longer with the company."""
    submitted = {card.member_id for card in cards if card.submitted_at}
    began = {card.member_id for card in cards} - submitted
    due = [
        person
        for person in _panel(session)
        if person.member_id not in submitted and (session.is_active or _came(person) or person.member_id in began)
    ]
    able = [one for one in due if one.presence != Participant.Presence.REMOVED and one.member and one.member.is_active]
    return sorted(able, key=lambda person: (person.name, person.pk))


def _panel(session: VideoSession) -> list[Participant]:
    return [person for person in session.participants.all() if person.role in PANEL]


def _came(person: Participant) -> bool:
    return person.presence != Participant.Presence.NEVER


def summary(cards: Iterable[Scorecard]) -> dict[str, int | float]:
    """The mean per criterion, an integer where it is whole: `{"technical": 4, "communication": 4.5}`."""
    levels: dict[str, list[int]] = {}
    for card in cards:
        for criterion, level in card.scores.items():
            if level is not None:
                levels.setdefault(criterion, []).append(level)
    means = {criterion: sum(given) / len(given) for criterion, given in levels.items()}
    return {criterion: int(mean) if mean == int(mean) else round(mean, 2) for criterion, mean in means.items()}
