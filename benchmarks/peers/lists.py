"""One list of requisitions in three implementations, and an empty view, all behind the same middleware."""

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


class PlainList(ListAPIView[Requisition]):
    """The usual view with Django REST framework and simplejwt."""

    authentication_classes = (JWTAuthentication,)
    renderer_classes = (JSONRenderer,)
    throttle_classes = ()
    serializer_class: type[serializers.ModelSerializer[Requisition]] = EveryColumn
    filterset_class = RequisitionFilter

    def get_queryset(self) -> Any:
        return Requisition.objects.of(self.request.user.tenant).kept()  # type: ignore[union-attr]  # authenticated


class PlainItemList(PlainList):
    serializer_class = RequisitionItem


class OurList(ListView):
    """Every column. The product's own list, with its thirty keys, is measured at its own URL."""

    queryset = Requisition.objects.all()
    serializer_class = OurEveryColumn
    filterset_class = RequisitionFilter
    from_columns = True

    def rows(self) -> Any:
        return Requisition.objects.of(self.actor).kept()


def nothing(_: HttpRequest) -> HttpResponse:
    return HttpResponse(b"{}", content_type="application/json")


urlpatterns = [
    path("wide/drf/", PlainList.as_view()),
    path("wide/ours/", OurList.as_view()),
    path("items/drf/", PlainItemList.as_view()),
    path("nothing/", nothing),
]
