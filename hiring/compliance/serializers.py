"""Compliance items in and out."""

from rest_framework import serializers

from hiring.compliance.models import ComplianceItem
from hiring.fields import ModelSerializer, Person, PersonId, Text


class ComplianceItemInput(ModelSerializer):
    checked_by_id = Text(
        max_length=64, required=False, allow_null=True, help_text="Needs the grant to speak for others."
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


class ComplianceItemDetail(ModelSerializer):
    checked_by_id = PersonId("checked_by", allow_null=True)
    checked_by = Person(read_only=True, allow_null=True)

    class Meta:
        model = ComplianceItem
        fields = [
            "id",
            "name",
            "description",
            "required",
            "status",
            "checked_by_id",
            "checked_by",
            "checked_at",
            "notes",
        ]
