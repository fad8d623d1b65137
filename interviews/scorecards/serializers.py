"""Scorecards as JSON, as one reader may see them."""

from typing import Any

from core.actors import Actor
from core.fields import RowSerializer
from core.models import Tenant
from interviews.models import Scorecard, VideoSession
from interviews.people.serializers import MemberSerializer
from interviews.scorecards import visibility


class ScorecardSerializer(RowSerializer):
    member = MemberSerializer()

    class Meta:
        model = Scorecard
        fields = ("member", "scores", "evidence", "notes", "recommendation", "submitted_at", "revision", "updated_at")


def seen_by(reader: Actor, session: VideoSession) -> dict[str, Any]:
    """The scorecards that the reader may see:

    `{"own": {…} or null, "others": [{…}], "summary": {"technical": {"mean": 4.5, "spread": [4, 5], "n": 2}},
    "submitted": 2, "hidden": 0, "owes": false, "owing": [{"id": "7", "name": "Bob"}], "open": false}`

    `owes` means that the reader's own card is awaited, `owing` are the other people whose cards are.
    """
    visible = visibility.visible_to(reader, session)
    counted = [card for card in [*filter(None, [visible.own]), *visible.others] if card.submitted_at]
    return {
        "own": ScorecardSerializer(visible.own).data if visible.own else None,
        "others": ScorecardSerializer(visible.others, many=True).data,
        "summary": {key: _spread(key, mean, counted) for key, mean in visibility.summary(counted).items()},
        "submitted": visible.submitted,
        "hidden": visible.hidden,
        "owes": visible.owes,
        "owing": [{"id": person.user_id, "name": person.name} for person in visible.owing],
        "open": session.tenant.scores == Tenant.Scores.OPEN,
    }


def _spread(criterion: str, mean: float, cards: list[Scorecard]) -> dict[str, Any]:
    levels = [level for card in cards if (level := card.scores.get(criterion)) is not None]
    return {"mean": mean, "spread": [min(levels), max(levels)], "n": len(levels)}
