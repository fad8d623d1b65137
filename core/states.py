"""A state machine as one table: from each state, the states it may move to."""

from collections.abc import Mapping

from core.errors import Invalid

Moves = Mapping[str, tuple[str, ...]]


def refuse_unless_possible(moves: Moves, now: str, wanted: str) -> None:
    """Raises Invalid, naming the allowed moves, when `moves` has none from `now` to `wanted`."""
    allowed = moves[now]
    if wanted not in allowed:
        named = ", ".join(allowed) or "none, this is final"
        raise Invalid({"status": f'"{now}" cannot become "{wanted}". Allowed: {named}.'})
