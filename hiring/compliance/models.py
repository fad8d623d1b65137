"""The table of compliance items."""

from uuid import uuid4

from django.db import models

from core.decoding import Decoder
from core.models import Stamped, Tenanted
from hiring.vocabulary import TEXT_MAX, TITLE_MAX, CheckStatus


class ComplianceItem(Tenanted, Stamped):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    requisition = models.ForeignKey("hiring.Requisition", on_delete=models.CASCADE, related_name="compliance_items")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=TITLE_MAX)
    description = models.TextField(max_length=TEXT_MAX, blank=True)
    required = models.BooleanField(default=True)
    status = models.CharField(max_length=16, choices=CheckStatus, default=CheckStatus.PENDING)
    notes = models.TextField(max_length=TEXT_MAX, blank=True)
    checked_by = models.JSONField(decoder=Decoder, null=True)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name
