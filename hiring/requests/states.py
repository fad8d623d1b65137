"""The table of moves between a request's states."""

from core.states import Moves
from hiring.vocabulary import RequestStatus

MOVES: Moves = {
    RequestStatus.PENDING: (RequestStatus.APPROVED, RequestStatus.REJECTED, RequestStatus.CANCELLED),
    RequestStatus.APPROVED: (RequestStatus.COMPLETED, RequestStatus.CANCELLED),
    RequestStatus.REJECTED: (),
    RequestStatus.CANCELLED: (),
    RequestStatus.COMPLETED: (),
}
DECISIONS = (RequestStatus.APPROVED, RequestStatus.REJECTED)
