"""What the views of hiring share: finding what the URL names, reading a body."""

from collections.abc import Callable
from typing import Any, TypeVar

from rest_framework import serializers

from core.actors import Actor
from core.api import View
from core.errors import NotFound
from hiring.requisitions.models import Requisition

Serializer = TypeVar("Serializer", bound=serializers.BaseSerializer[Any])


class HiringView(View):
    @property
    def caller(self) -> Actor | None:
        """Who calls a public URL: often nobody one knows."""
        return self.request.user  # type: ignore[return-value]  # our authenticators answer Actors, or nothing

    def body(self, serializer: Callable[..., Serializer], **kwargs: Any) -> Any:
        """Read and check the body. Raises DRF's ValidationError (400)."""
        read = serializer(data=self.request.data, context={"actor": self.actor}, **kwargs)
        read.is_valid(raise_exception=True)
        return read.validated_data

    def requisition(self, code: str) -> Requisition:
        """Find what the URL names, in the caller's tenant. Raises NotFound, then Forbidden for guests."""
        row = Requisition.objects.of(self.actor).kept().select_related("tenant").filter(code=code).first()
        if row is None:
            raise NotFound
        self.require("requisition.read")
        return row
