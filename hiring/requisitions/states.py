"""The table of moves between a requisition's states. Only `approvals` sets `approved`, never a plain move."""

from core.states import Moves
from hiring.vocabulary import RequisitionStatus

MOVES: Moves = {
    RequisitionStatus.DRAFT: (
        RequisitionStatus.PENDING,
        RequisitionStatus.APPROVED,
        RequisitionStatus.REJECTED,
        RequisitionStatus.CANCELLED,
        RequisitionStatus.CLOSED,
    ),
    RequisitionStatus.PENDING: (
        RequisitionStatus.DRAFT,
        RequisitionStatus.APPROVED,
        RequisitionStatus.REJECTED,
        RequisitionStatus.ON_HOLD,
        RequisitionStatus.CANCELLED,
        RequisitionStatus.CLOSED,
    ),
    RequisitionStatus.APPROVED: (
        RequisitionStatus.OPEN,
        RequisitionStatus.ON_HOLD,
        RequisitionStatus.CANCELLED,
        RequisitionStatus.CLOSED,
    ),
    RequisitionStatus.OPEN: (RequisitionStatus.ON_HOLD, RequisitionStatus.CANCELLED, RequisitionStatus.CLOSED),
    RequisitionStatus.ON_HOLD: (
        RequisitionStatus.PENDING,
        RequisitionStatus.APPROVED,
        RequisitionStatus.CANCELLED,
        RequisitionStatus.CLOSED,
    ),
    RequisitionStatus.REJECTED: (
        RequisitionStatus.DRAFT,
        RequisitionStatus.PENDING,
        RequisitionStatus.CANCELLED,
        RequisitionStatus.CLOSED,
    ),
    RequisitionStatus.CANCELLED: (RequisitionStatus.DRAFT, RequisitionStatus.CLOSED),
    RequisitionStatus.CLOSED: (RequisitionStatus.DRAFT,),
}
FIRST = (RequisitionStatus.DRAFT, RequisitionStatus.PENDING)
PUBLISHABLE = (RequisitionStatus.APPROVED, RequisitionStatus.OPEN)
RESTARTS = (RequisitionStatus.DRAFT, RequisitionStatus.PENDING)  # an earlier approval no longer counts
