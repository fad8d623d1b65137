"""The base of the views that work on one requisition."""

from core.api import View
from core.errors import NotFound
from hiring.requisitions.models import Requisition


class HiringView(View):
    def requisition(self, code: str) -> Requisition:
        """Find the URL's requisition in the caller's tenant. Raises NotFound, then Forbidden for guests."""
        row = Requisition.objects.of(self.actor).kept().select_related("tenant").filter(code=code).first()
        if row is None:
            raise NotFound
        self.require("requisition.read")
        return row
