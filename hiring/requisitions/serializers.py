"""Requisitions in answers. Items of lists have the contract's keys and no long texts; every other answer is complete."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from hiring.compliance.serializers import ComplianceItemDetail
from hiring.fields import HiringSerializer, Lines, PersonIdField, PersonSerializer
from hiring.requisitions.bodies import DESCRIBING
from hiring.requisitions.models import Requisition
from hiring.vocabulary import TargetRole


class _RequisitionSerializer(HiringSerializer):
    """The fields that every answer about a requisition has."""

    id = serializers.CharField(source="code", read_only=True)
    job_requisition_code = serializers.CharField(source="code", read_only=True)
    job_application_code = serializers.CharField(source="application_code", read_only=True)
    tenant_id = serializers.UUIDField(read_only=True)
    role = serializers.ChoiceField(source="target_role", choices=TargetRole.choices, read_only=True)
    requested_by_id = PersonIdField("requested_by")
    created_by_id = PersonIdField("created_by")
    updated_by_id = PersonIdField("updated_by")
    requested_by = PersonSerializer(read_only=True)
    created_by = PersonSerializer(read_only=True)
    updated_by = PersonSerializer(read_only=True)


_HEAD = ["id", "requisition_number", "job_requisition_code"]
_PEOPLE = [
    "requested_by_id",
    "created_by_id",
    "updated_by_id",
    "requested_by",
    "created_by",
    "updated_by",
]


class RequisitionItem(_RequisitionSerializer):
    class Meta:
        model = Requisition
        fields = [
            *_HEAD,
            "tenant_id",
            "title",
            "unique_link",
            "status",
            "role",
            *_PEOPLE,
            "job_type",
            "position_type",
            "location_type",
            "number_of_candidates",
            "urgency_level",
            "company_name",
            "job_location",
            "salary_range",
            "deadline_date",
            "requested_date",
            "publish_status",
            "is_deleted",
            "created_at",
            "updated_at",
        ]


class StageSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    approvers = serializers.ListField(child=serializers.CharField())
    required = serializers.BooleanField()  # type: ignore[assignment]  # the contract's word, DRF's too
    approved_by = PersonSerializer(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True)


class WorkflowSerializer(serializers.Serializer[Any]):
    stages = StageSerializer(many=True)

    def to_representation(self, stages: list[Mapping[str, Any]]) -> dict[str, Any]:
        return {"stages": stages}


class RequisitionDetail(_RequisitionSerializer):
    tenant_domain = serializers.CharField(source="tenant.domain", read_only=True)
    requirements = Lines(read_only=True)
    responsibilities = Lines(read_only=True)
    documents_required = Lines(read_only=True)
    compliance_checklist = ComplianceItemDetail(source="compliance_items", many=True, read_only=True)
    approval_workflow = WorkflowSerializer(source="stages", read_only=True)
    approved_by_id = PersonIdField("approved_by", allow_null=True)
    approved_by = PersonSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Requisition
        fields = [
            *_HEAD,
            "job_application_code",
            "tenant_id",
            "tenant_domain",
            "title",
            "unique_link",
            "status",
            "role",
            *_PEOPLE,
            *DESCRIBING,
            "compliance_checklist",
            "approval_workflow",
            "requested_date",
            "approved_by_id",
            "approved_by",
            "approval_date",
            "publish_status",
            "num_of_applications",
            "is_deleted",
            "created_at",
            "updated_at",
        ]


class BinItem(_RequisitionSerializer):
    class Meta:
        model = Requisition
        fields = ["id", "title", "is_deleted", "deleted_at"]


class OutcomeSerializer(serializers.Serializer[Any]):
    detail = serializers.CharField()
    not_found = serializers.ListField(child=serializers.CharField(), required=False, help_text="Only when not empty.")
