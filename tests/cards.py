"""Scorecards for tests: every criterion of the default kit is answered."""

from typing import Any

from interviews.sessions import kits

NOT_ASSESSED: dict[str, int | None] = {criterion["key"]: None for criterion in kits.DEFAULT["criteria"]}


def whole(recommendation: str = "yes", **levels: int) -> dict[str, Any]:
    """A complete card: criteria without a level are answered by "not assessed"."""
    return {"scores": NOT_ASSESSED | levels, "recommendation": recommendation}
