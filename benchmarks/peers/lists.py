"""The same list of requisitions by three means, and a view that does nothing, each behind the same middleware."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.renderers import JSONRenderer
from rest_framework_simplejwt.authentication import JWTAuthentication

from core import fields
from core.lists import ListView
from hiring.requisitions.filters import RequisitionFilter
from hiring.requisitions.models import Requisition
from hiring.requisitions.serializers import RequisitionItem


class EveryColumn(serializers.ModelSerializer[Requisition]):
    class Meta:
        model = Requisition
        fields = [field.attname for field in Requisition._meta.concrete_fields if field.attname != "tenant_id"]  # noqa: SLF001 -- Django's documented API


class OurEveryColumn(fields.RowSerializer):
    class Meta(EveryColumn.Meta):
        pass


class Plain(ListAPIView[Requisition]):
    """As everybody writes it with Django REST framework and simplejwt."""

    authentication_classes = (JWTAuthentication,)
    renderer_classes = (JSONRenderer,)
    throttle_classes = ()
    serializer_class: type[serializers.ModelSerializer[Requisition]] = EveryColumn
    filterset_class = RequisitionFilter

    def get_queryset(self) -> Any:
        return Requisition.objects.of(self.request.user.tenant).kept()  # type: ignore[union-attr]  # authenticated


class PlainItems(Plain):
    serializer_class = RequisitionItem


class Ours(ListView):
    """Every column; the product's own list, with its thirty keys, is measured where it is served."""

    queryset = Requisition.objects.all()
    serializer_class = OurEveryColumn
    filterset_class = RequisitionFilter
    from_columns = True

    def rows(self) -> Any:
        return Requisition.objects.of(self.actor).kept()


def nothing(_: HttpRequest) -> HttpResponse:
    return HttpResponse(b"{}", content_type="application/json")


urlpatterns = [
    path("wide/drf/", Plain.as_view()),
    path("wide/ours/", Ours.as_view()),
    path("items/drf/", PlainItems.as_view()),
    path("nothing/", nothing),
]
