"""Views of the bin: they take a list of codes, and answer how many were affected and which were not found."""

from typing import ClassVar, Protocol

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.actors import Actor, Grant
from core.idempotency import idempotent
from core.lists import ListView
from hiring.base import HiringView
from hiring.requisitions import trash
from hiring.requisitions.bodies import Codes
from hiring.requisitions.models import Requisition, RequisitionQuerySet
from hiring.requisitions.serializers import BinItem, OutcomeSerializer


class RequisitionBin(ListView):
    """List the bin, last deleted first."""

    queryset = Requisition.objects.all()
    serializer_class = BinItem
    from_columns = True

    def rows(self) -> RequisitionQuerySet:
        self.require("requisition.read")
        return Requisition.objects.of(self.actor).binned().order_by("-deleted_at", "code")


class _BinVerb(Protocol):
    def __call__(self, codes: list[str], actor: Actor) -> trash.BinOutcome: ...


class _ManyRequisitions(HiringView):
    """Other tenants' codes and unknown ones get the same answer: not found."""

    grant: ClassVar[Grant] = "requisition.write"
    sentence: ClassVar[str]
    verb: ClassVar[_BinVerb]

    @extend_schema(request=Codes, responses=OutcomeSerializer)
    @idempotent
    def post(self, request: Request) -> Response:
        self.require(self.grant)
        outcome = type(self).verb(self.body(Codes)["ids"], self.actor)
        answer = {"detail": self.sentence.format(len(outcome.done))}
        return Response(answer | ({"not_found": outcome.not_found} if outcome.not_found else {}))


class DeleteRequisitions(_ManyRequisitions):
    sentence = "Soft-deleted {} requisition(s)."
    verb = staticmethod(trash.delete_many)


class RecoverRequisitions(_ManyRequisitions):
    sentence = "Successfully recovered {} requisition(s)."
    verb = staticmethod(trash.recover_many)


class PurgeRequisitions(_ManyRequisitions):
    """Delete for ever; only the owner may."""

    grant = "purge"
    sentence = "Successfully permanently deleted {} requisition(s)."
    verb = staticmethod(trash.purge_many)
