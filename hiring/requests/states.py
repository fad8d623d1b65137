"""The life of a request: one table of moves."""

from core.states import Moves
from hiring.choices import RequestStatus

MOVES: Moves = {
    RequestStatus.PENDING: (RequestStatus.APPROVED, RequestStatus.REJECTED, RequestStatus.CANCELLED),
    RequestStatus.APPROVED: (RequestStatus.COMPLETED, RequestStatus.CANCELLED),
    RequestStatus.REJECTED: (),
    RequestStatus.CANCELLED: (),
    RequestStatus.COMPLETED: (),
}
DECISIONS = (RequestStatus.APPROVED, RequestStatus.REJECTED)
