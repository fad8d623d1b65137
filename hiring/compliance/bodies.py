"""Bodies of requests about compliance items."""

from rest_framework import serializers

from hiring.compliance.models import ComplianceItem
from hiring.fields import HiringSerializer, Text
from hiring.vocabulary import PERSON_ID_MAX


class ComplianceItemInput(HiringSerializer):
    checked_by_id = Text(
        max_length=PERSON_ID_MAX, required=False, allow_null=True, help_text="Needs the grant to speak for others."
    )
    checked_at = serializers.DateTimeField(required=False, allow_null=True)

    class Meta:
        model = ComplianceItem
        fields = ["name", "description", "required", "status", "checked_by_id", "checked_at", "notes"]


class ChecklistItemInput(ComplianceItemInput):
    """An item inside a requisition: with a known `id` it is changed, else added."""

    id = serializers.UUIDField(required=False)

    class Meta(ComplianceItemInput.Meta):
        fields = ["id", *ComplianceItemInput.Meta.fields]
