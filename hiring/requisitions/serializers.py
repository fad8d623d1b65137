"""Requisitions in and out. Lists have the contract's keys and no long texts; everything else answers in full."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from hiring.choices import TargetRole
from hiring.compliance.serializers import ChecklistItemInput, ComplianceItemDetail
from hiring.fields import Input, Lines, ModelSerializer, Person, PersonId, Text
from hiring.requisitions import states
from hiring.requisitions.models import Requisition
from hiring.requisitions.verbs import MOST_AT_ONCE

WRITTEN = [
    "title",
    "job_type",
    "position_type",
    "location_type",
    "job_description",
    "requirements",
    "responsibilities",
    "qualification_requirement",
    "experience_requirement",
    "knowledge_requirement",
    "number_of_candidates",
    "urgency_level",
    "company_name",
    "company_address",
    "job_location",
    "interview_location",
    "salary_range",
    "deadline_date",
    "start_date",
    "reason",
    "comment",
    "documents_required",
]


class StageInput(serializers.Serializer[Any]):
    name = Text(max_length=255)
    approvers = serializers.ListField(child=serializers.EmailField(max_length=254), max_length=20, required=False)
    required = serializers.BooleanField(default=True)  # type: ignore[assignment]  # the contract's word, DRF's too


class WorkflowInput(serializers.Serializer[Any]):
    stages = StageInput(many=True, max_length=20)  # type: ignore[call-arg]  # the many=True form takes it


class RequisitionInput(Input):
    """What staff write."""

    requirements = Lines(required=False)
    responsibilities = Lines(required=False)
    documents_required = Lines(required=False)
    role = serializers.ChoiceField(source="target_role", choices=TargetRole.choices, required=False)
    compliance_checklist = ChecklistItemInput(many=True, required=False, max_length=100)  # type: ignore[call-arg]  # as above
    approval_workflow = WorkflowInput(required=False)

    class Meta:
        model = Requisition
        fields = [*WRITTEN, "status", "role", "compliance_checklist", "approval_workflow"]
        extra_kwargs = {"number_of_candidates": {"min_value": 1, "max_value": 10_000}}


class RequisitionCreate(RequisitionInput):
    class Meta(RequisitionInput.Meta):
        pass

    def validate_status(self, status: str) -> str:
        if status not in states.FIRST:
            raise serializers.ValidationError(f"A new requisition is {' or '.join(states.FIRST)}.")
        return status


class RequisitionBatch(serializers.ListSerializer[Any]):
    """A bare array; one bad item refuses all, and its errors stand at its index."""

    child = RequisitionCreate()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MOST_AT_ONCE, allow_empty=False, **kwargs)

    def to_internal_value(self, told: Any) -> Any:
        try:
            return super().to_internal_value(told)
        except serializers.ValidationError as refusal:
            said: Any = refusal.detail
            if isinstance(said, dict) and all(isinstance(index, int) for index in said):
                raise serializers.ValidationError([said.get(index, {}) for index in range(len(told))]) from refusal
            raise


class RequisitionChange(RequisitionInput):
    approved_by_id = Text(
        max_length=64, required=False, allow_null=True, help_text="Needs the grant to speak for others."
    )
    approval_date = serializers.DateTimeField(required=False, allow_null=True)

    class Meta(RequisitionInput.Meta):
        fields = [*RequisitionInput.Meta.fields, "publish_status", "approved_by_id", "approval_date"]


class _Named(ModelSerializer):
    """What every answer about a requisition begins with."""

    id = serializers.CharField(source="code", read_only=True)
    job_requisition_code = serializers.CharField(source="code", read_only=True)
    job_application_code = serializers.CharField(source="application_code", read_only=True)
    tenant_id = serializers.UUIDField(read_only=True)
    role = serializers.ChoiceField(source="target_role", choices=TargetRole.choices, read_only=True)
    requested_by_id = PersonId("requested_by")
    created_by_id = PersonId("created_by")
    updated_by_id = PersonId("updated_by")
    requested_by = Person(read_only=True)
    created_by = Person(read_only=True)
    updated_by = Person(read_only=True)


_HEAD = ["id", "requisition_number", "job_requisition_code"]
_PEOPLE = [
    "requested_by_id",
    "created_by_id",
    "updated_by_id",
    "requested_by",
    "created_by",
    "updated_by",
]


class RequisitionItem(_Named):
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


class Stage(serializers.Serializer[Any]):
    name = serializers.CharField()
    approvers = serializers.ListField(child=serializers.CharField())
    required = serializers.BooleanField()  # type: ignore[assignment]  # the contract's word, DRF's too
    approved_by = Person(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True)


class Workflow(serializers.Serializer[Any]):
    stages = Stage(many=True)

    def to_representation(self, stages: list[Mapping[str, Any]]) -> dict[str, Any]:
        return {"stages": stages}


class RequisitionDetail(_Named):
    tenant_domain = serializers.CharField(source="tenant.domain", read_only=True)
    requirements = Lines(read_only=True)
    responsibilities = Lines(read_only=True)
    documents_required = Lines(read_only=True)
    compliance_checklist = ComplianceItemDetail(source="compliance_items", many=True, read_only=True)
    approval_workflow = Workflow(source="stages", read_only=True)
    approved_by_id = PersonId("approved_by", allow_null=True)
    approved_by = Person(read_only=True, allow_null=True)

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
            *WRITTEN[1:],
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


class BinItem(_Named):
    class Meta:
        model = Requisition
        fields = ["id", "title", "is_deleted", "deleted_at"]
