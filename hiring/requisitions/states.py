"""The life of a requisition: one table of moves. `approved` is entered by `approvals` only, never by a plain move."""

from core.states import Moves
from hiring.choices import Status

MOVES: Moves = {
    Status.DRAFT: (Status.PENDING, Status.APPROVED, Status.REJECTED, Status.CANCELLED, Status.CLOSED),
    Status.PENDING: (Status.DRAFT, Status.APPROVED, Status.REJECTED, Status.ON_HOLD, Status.CANCELLED, Status.CLOSED),
    Status.APPROVED: (Status.OPEN, Status.ON_HOLD, Status.CANCELLED, Status.CLOSED),
    Status.OPEN: (Status.ON_HOLD, Status.CANCELLED, Status.CLOSED),
    Status.ON_HOLD: (Status.PENDING, Status.APPROVED, Status.CANCELLED, Status.CLOSED),
    Status.REJECTED: (Status.DRAFT, Status.PENDING, Status.CANCELLED, Status.CLOSED),
    Status.CANCELLED: (Status.DRAFT, Status.CLOSED),
    Status.CLOSED: (Status.DRAFT,),
}
FIRST = (Status.DRAFT, Status.PENDING)
PUBLISHABLE = (Status.APPROVED, Status.OPEN)
STARTS_AGAIN = (Status.DRAFT, Status.PENDING)  # what was approved before no longer counts
