"""Scorecards as tests write them: every criterion of the house's kit answered, unless the test is about one that is not."""

from typing import Any

from interviews.sessions import kits

NOT_ASSESSED: dict[str, int | None] = {criterion["key"]: None for criterion in kits.DEFAULT["criteria"]}


def whole(recommendation: str = "yes", **levels: int) -> dict[str, Any]:
    """A card that may be submitted; what gets no level is answered by "not assessed"."""
    return {"scores": NOT_ASSESSED | levels, "recommendation": recommendation}
