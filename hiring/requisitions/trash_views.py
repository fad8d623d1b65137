"""The bin over REST: lists of codes in, a sentence with how many were meant out."""

from typing import ClassVar, Protocol

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.actors import Actor, Grant
from core.idempotency import idempotent
from core.lists import ListView
from hiring.base import HiringView
from hiring.fields import Codes, Outcome
from hiring.requisitions import trash
from hiring.requisitions.models import Requisition, RequisitionQuerySet
from hiring.requisitions.serializers import BinItem


class Bin(ListView):
    """What is in the bin, last deleted first."""

    queryset = Requisition.objects.all()
    serializer_class = BinItem
    from_columns = True

    def rows(self) -> RequisitionQuerySet:
        self.require("requisition.read")
        return Requisition.objects.of(self.actor).binned().order_by("-deleted_at", "code")


class _Act(Protocol):
    def __call__(self, codes: list[str], *, by: Actor) -> trash.Outcome: ...


class _Many(HiringView):
    """Codes of other tenants and unknown ones are answered alike: they are simply not found."""

    grant: ClassVar[Grant] = "requisition.write"
    sentence: ClassVar[str]
    act: ClassVar[_Act]

    @extend_schema(request=Codes, responses=Outcome)
    @idempotent
    def post(self, request: Request) -> Response:  # noqa: ARG002 -- read through `body`
        self.require(self.grant)
        outcome = type(self).act(self.body(Codes)["ids"], by=self.actor)
        answer = {"detail": self.sentence.format(len(outcome.done))}
        return Response(answer | ({"not_found": outcome.not_found} if outcome.not_found else {}))


class BulkDelete(_Many):
    sentence = "Soft-deleted {} requisition(s)."
    act = staticmethod(trash.delete_many)


class Recover(_Many):
    sentence = "Successfully recovered {} requisition(s)."
    act = staticmethod(trash.recover_many)


class Purge(_Many):
    """For ever; only the owner may."""

    grant = "purge"
    sentence = "Successfully permanently deleted {} requisition(s)."
    act = staticmethod(trash.purge_many)
