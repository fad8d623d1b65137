"""The life of a request: one table of moves."""

from collections.abc import Mapping

from core.errors import Invalid
from hiring.choices import RequestStatus

MOVES: Mapping[RequestStatus, tuple[RequestStatus, ...]] = {
    RequestStatus.PENDING: (RequestStatus.APPROVED, RequestStatus.REJECTED, RequestStatus.CANCELLED),
    RequestStatus.APPROVED: (RequestStatus.COMPLETED, RequestStatus.CANCELLED),
    RequestStatus.REJECTED: (),
    RequestStatus.CANCELLED: (),
    RequestStatus.COMPLETED: (),
}
DECISIONS = (RequestStatus.APPROVED, RequestStatus.REJECTED)


def refuse_unless_possible(now: str, wanted: str) -> None:
    """Raise Invalid, naming the moves that are allowed."""
    allowed = MOVES[RequestStatus(now)]
    if wanted not in allowed:
        named = ", ".join(allowed) or "none, this is final"
        raise Invalid({"status": f'"{now}" cannot become "{wanted}". Allowed: {named}.'})
