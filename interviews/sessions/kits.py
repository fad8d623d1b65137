"""Interview kits: the criteria to judge and the questions to ask. Each session has its own copy, so that later changes
do not alter past interviews."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from interviews import vocabulary
from interviews.models import Scorecard, VideoSession

DEFAULT: dict[str, list[dict[str, Any]]] = {
    "criteria": [
        {"key": "technical", "label": "Technical skill", "help": "Knows the tools of the job and uses them soundly."},
        {
            "key": "problemSolving",
            "label": "Problem solving",
            "help": "Takes a problem apart, weighs options, checks the result.",
        },
        {"key": "communication", "label": "Communication", "help": "Listens, explains clearly, says what is unclear."},
        {"key": "collaboration", "label": "Collaboration", "help": "Works with others, takes and gives feedback."},
        {"key": "motivation", "label": "Motivation", "help": "Knows why this work and this company."},
    ],
    "questions": [
        {"id": "q1", "text": "What in your work are you proud of, and what was your part in it?", "minutes": 10},
        {"id": "q2", "text": "Tell us about a hard problem. How did you find the solution?", "minutes": 15},
        {"id": "q3", "text": "When did you disagree with a colleague, and how did it end?", "minutes": 10},
        {"id": "q4", "text": "What would you like to learn next, and what do you want to ask us?", "minutes": 10},
    ],
}
LEVELS = {level: _(label) for level, label in zip(vocabulary.LEVELS, vocabulary.LEVEL_LABELS, strict=True)}
RECOMMENDATIONS = {name: _(label) for name, label in vocabulary.RECOMMENDATION_LABELS.items()}


def criteria(session: VideoSession, cards: Iterable[Scorecard]) -> dict[str, str]:
    """Key → label: the kit's criteria in its order, then other scored ones: `{"technical": "Technical skill"}`."""
    named = {criterion["key"]: criterion["label"] for criterion in session.kit.get("criteria", [])}
    scored = sorted({key for card in cards for key, level in card.scores.items() if level is not None})
    return named | {key: key for key in scored if key not in named}
