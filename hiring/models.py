"""Where Django finds the rows of this app; each noun keeps its own."""

from hiring.compliance.models import ComplianceItem
from hiring.requests.models import InternalRequest
from hiring.requisitions.models import Requisition

__all__ = ["ComplianceItem", "InternalRequest", "Requisition"]
