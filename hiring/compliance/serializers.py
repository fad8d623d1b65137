"""Compliance items in answers."""

from hiring.compliance.models import ComplianceItem
from hiring.fields import HiringSerializer, PersonIdField, PersonSerializer


class ComplianceItemDetail(HiringSerializer):
    checked_by_id = PersonIdField("checked_by", allow_null=True)
    checked_by = PersonSerializer(read_only=True, allow_null=True)

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
