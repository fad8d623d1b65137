"""The models of this app, in the one module that Django looks for them; each slice defines its own."""

from hiring.compliance.models import ComplianceItem
from hiring.requests.models import InternalRequest
from hiring.requisitions.models import Requisition

__all__ = ["ComplianceItem", "InternalRequest", "Requisition"]
