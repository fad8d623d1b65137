"""The terms and limits of an interview, each defined once.

The socket's commands, the REST bodies, the models, the pages and the browser's generated protocol file take them from
here, so that no limit can differ between two edges. No framework is imported. Lengths are in characters.
"""

from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field


class Role(StrEnum):
    """A person's role in one interview. Their role in the company is `core.actors.MemberRole`."""

    HOST = "host"
    INTERVIEWER = "interviewer"
    OBSERVER = "observer"
    CANDIDATE = "candidate"
    GUEST = "guest"


HOST: Final = frozenset({Role.HOST})
PANEL: Final = frozenset({Role.HOST, Role.INTERVIEWER})
STAFF: Final = frozenset({Role.HOST, Role.INTERVIEWER, Role.OBSERVER})
EVERYBODY: Final = frozenset(Role)
SPEAKERS: Final = EVERYBODY - {Role.OBSERVER}

LEVEL_MIN: Final = 1
LEVEL_MAX: Final = 5
LEVELS: Final = range(LEVEL_MIN, LEVEL_MAX + 1)
RecommendationName = Literal["", "strong_no", "no", "mixed", "yes", "strong_yes"]
RECOMMENDATIONS: Final[tuple[RecommendationName, ...]] = ("", "strong_no", "no", "mixed", "yes", "strong_yes")

_ = str  # marks a label for translation; it is translated where it is shown
LEVEL_LABELS: Final = (_("Poor"), _("Weak"), _("Sound"), _("Strong"), _("Outstanding"))
RECOMMENDATION_LABELS: Final = {
    "strong_no": _("Strong no"),
    "no": _("No"),
    "mixed": _("Mixed"),
    "yes": _("Yes"),
    "strong_yes": _("Strong yes"),
}

CHAT_MAX: Final = 4_000
NOTE_MAX: Final = 4_000  # one note of the staff, stamped with its moment
CARD_NOTES_MAX: Final = 10_000  # the summary of a scorecard; the contract's `notes`
EVIDENCE_MAX: Final = 2_000
CRITERION_MAX: Final = 40
CRITERION_PATTERN: Final = rf"^[A-Za-z][A-Za-z0-9_ -]{{0,{CRITERION_MAX - 1}}}$"
CRITERION_RULE: Final = f"a letter, then up to {CRITERION_MAX - 1} letters, digits, spaces, _ or -"
CRITERION_LABEL_MAX: Final = 80
CRITERION_HELP_MAX: Final = 400
CRITERIA_MAX: Final = 20
QUESTION_ID_MAX: Final = 40
QUESTION_TEXT_MAX: Final = 1_000
QUESTION_MAX: Final = 200  # what `question.start` names: an id of the kit, or a free text
QUESTIONS_MAX: Final = 50
TAG_MAX: Final = 60
TAGS_MAX: Final = 20
CONSENT_VERSION_MAX: Final = 32
TITLE_MAX: Final = 200
NAME_MAX: Final = 120
EMAIL_MAX: Final = 254
APPLICATION_ID_MAX: Final = 64
MEETING_ID_MAX: Final = 64
PANEL_MAX: Final = 20
LOBBY_MESSAGES: Final = 20  # of one waiting person, the newest


def _without_nul(text: str) -> str:
    if "\0" in text:  # PostgreSQL cannot store it
        raise ValueError("Null characters are not allowed.")
    return text


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("Must not be blank.")
    return text


_Clean = AfterValidator(_without_nul)
_Filled = AfterValidator(_not_blank)
ConsentVersion = Annotated[str, Field(min_length=1, max_length=CONSENT_VERSION_MAX), _Clean]
ChatText = Annotated[str, Field(max_length=CHAT_MAX), _Clean, _Filled]
NoteText = Annotated[str, Field(max_length=NOTE_MAX), _Clean, _Filled]
CardNotes = Annotated[str, Field(max_length=CARD_NOTES_MAX), _Clean]
Evidence = Annotated[str, Field(max_length=EVIDENCE_MAX), _Clean]
CriterionName = Annotated[str, Field(pattern=CRITERION_PATTERN)]
Level = Annotated[int, Field(ge=LEVEL_MIN, le=LEVEL_MAX)]
QuestionName = Annotated[str, Field(max_length=QUESTION_MAX), _Clean, _Filled]
Tag = Annotated[str, Field(min_length=1, max_length=TAG_MAX), _Clean]
