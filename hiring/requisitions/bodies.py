"""What staff write of a requisition."""

from typing import Any

from rest_framework import serializers

from hiring.choices import TargetRole
from hiring.compliance.serializers import ChecklistItemInput
from hiring.fields import Lines, ModelSerializer, Text
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


class RequisitionInput(ModelSerializer):
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
