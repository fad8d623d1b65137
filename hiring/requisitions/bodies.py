"""Bodies of requests about requisitions."""

from typing import Any

from rest_framework import serializers

from hiring.compliance.bodies import ChecklistItemInput
from hiring.fields import HiringSerializer, Lines, Text
from hiring.requisitions import states
from hiring.requisitions.models import Requisition
from hiring.vocabulary import (
    APPROVERS_MAX,
    BATCH_MAX,
    CANDIDATES_MAX,
    CHECKLIST_MAX,
    CODE_MAX,
    CODES_MAX,
    EMAIL_MAX,
    PERSON_ID_MAX,
    STAGES_MAX,
    TITLE_MAX,
    TargetRole,
)

DESCRIBING = [
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
    name = Text(max_length=TITLE_MAX)
    approvers = serializers.ListField(
        child=serializers.EmailField(max_length=EMAIL_MAX), max_length=APPROVERS_MAX, required=False
    )
    required = serializers.BooleanField(default=True)  # type: ignore[assignment]  # the contract's word, DRF's too


class WorkflowInput(serializers.Serializer[Any]):
    stages = StageInput(many=True, max_length=STAGES_MAX)  # type: ignore[call-arg]  # the many=True form takes it


class RequisitionInput(HiringSerializer):
    """The fields that staff write."""

    requirements = Lines(required=False)
    responsibilities = Lines(required=False)
    documents_required = Lines(required=False)
    role = serializers.ChoiceField(source="target_role", choices=TargetRole.choices, required=False)
    compliance_checklist = ChecklistItemInput(many=True, required=False, max_length=CHECKLIST_MAX)  # type: ignore[call-arg]  # as above
    approval_workflow = WorkflowInput(required=False)

    class Meta:
        model = Requisition
        fields = ["title", *DESCRIBING, "status", "role", "compliance_checklist", "approval_workflow"]
        extra_kwargs = {"number_of_candidates": {"min_value": 1, "max_value": CANDIDATES_MAX}}


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
        super().__init__(max_length=BATCH_MAX, allow_empty=False, **kwargs)

    def to_internal_value(self, payload: Any) -> Any:
        try:
            return super().to_internal_value(payload)
        except serializers.ValidationError as refusal:
            errors: Any = refusal.detail
            if isinstance(errors, dict) and all(isinstance(index, int) for index in errors):
                by_index = [errors.get(index, {}) for index in range(len(payload))]
                raise serializers.ValidationError(by_index) from refusal
            raise


class RequisitionChange(RequisitionInput):
    approved_by_id = Text(
        max_length=PERSON_ID_MAX, required=False, allow_null=True, help_text="Needs the grant to speak for others."
    )
    approval_date = serializers.DateTimeField(required=False, allow_null=True)

    class Meta(RequisitionInput.Meta):
        fields = [*RequisitionInput.Meta.fields, "publish_status", "approved_by_id", "approval_date"]


class Codes(serializers.Serializer[Any]):
    """Up to 200 codes; repeated ones count once."""

    ids = serializers.ListField(child=Text(max_length=CODE_MAX), min_length=1, max_length=CODES_MAX)
