"""The compliance item's row."""

from uuid import uuid4

from django.db import models

from core.decoding import Decoder
from core.models import Stamped, Tenanted
from hiring.choices import CheckStatus


class ComplianceItem(Tenanted, Stamped):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    requisition = models.ForeignKey("hiring.Requisition", on_delete=models.CASCADE, related_name="compliance_items")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=255)
    description = models.TextField(max_length=5_000, blank=True)
    required = models.BooleanField(default=True)
    status = models.CharField(max_length=16, choices=CheckStatus, default=CheckStatus.PENDING)
    notes = models.TextField(max_length=5_000, blank=True)
    checked_by = models.JSONField(decoder=Decoder, null=True)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name
