"""Openings in answers to the public. Fields are allow-lists: no approver, person or comment can leak."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from core.models import Tenant
from hiring.compliance.models import ComplianceItem
from hiring.fields import HiringSerializer, Lines
from hiring.requisitions.models import Requisition
from hiring.vocabulary import RequisitionStatus


class PublicCheck(HiringSerializer):
    class Meta:
        model = ComplianceItem
        fields = ["name", "description", "required"]


class PublicStage(serializers.Serializer[Any]):
    name = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]  # the contract's word, which DRF uses too


class PublicWorkflow(serializers.Serializer[Any]):
    stages = PublicStage(many=True)

    def to_representation(self, stages: list[Mapping[str, Any]]) -> dict[str, Any]:
        return {"stages": [{"name": stage["name"], "required": stage["required"]} for stage in stages]}


class PublicStatus(serializers.ChoiceField):
    """`open` or `closed`: whether the job accepts applications. The internal state stays private."""

    def __init__(self) -> None:
        super().__init__(
            choices=[RequisitionStatus.OPEN.value, RequisitionStatus.CLOSED.value], source="is_open", read_only=True
        )

    def to_representation(self, value: Any) -> str:
        return RequisitionStatus.OPEN.value if value else RequisitionStatus.CLOSED.value


class Opening(HiringSerializer):
    id = serializers.CharField(source="code", read_only=True)
    job_requisition_code = serializers.CharField(source="code", read_only=True)
    job_application_code = serializers.CharField(source="application_code", read_only=True)
    tenant_id = serializers.UUIDField(read_only=True)
    status = PublicStatus()
    requirements = Lines(read_only=True)
    responsibilities = Lines(read_only=True)
    documents_required = Lines(read_only=True)
    compliance_checklist = PublicCheck(source="compliance_items", many=True, read_only=True)
    approval_workflow = PublicWorkflow(source="stages", read_only=True)

    class Meta:
        model = Requisition
        fields = [
            "id",
            "requisition_number",
            "job_requisition_code",
            "job_application_code",
            "tenant_id",
            "title",
            "unique_link",
            "status",
            "job_type",
            "position_type",
            "location_type",
            "job_description",
            "requirements",
            "qualification_requirement",
            "experience_requirement",
            "number_of_candidates",
            "urgency_level",
            "company_name",
            "job_location",
            "salary_range",
            "deadline_date",
            "responsibilities",
            "documents_required",
            "compliance_checklist",
            "approval_workflow",
            "num_of_applications",
            "publish_status",
            "created_at",
        ]


class ShortOpening(HiringSerializer):
    id = serializers.CharField(source="code", read_only=True)

    class Meta:
        model = Requisition
        fields = [
            "id",
            "title",
            "unique_link",
            "job_type",
            "location_type",
            "job_description",
            "company_name",
            "job_location",
            "salary_range",
            "deadline_date",
            "num_of_applications",
            "created_at",
        ]


class Company(HiringSerializer):
    logo_url = serializers.URLField(allow_null=True)

    class Meta:
        model = Tenant
        fields = ["id", "name", "domain", "logo_url"]

    def to_representation(self, tenant: Tenant) -> dict[str, Any]:
        return super().to_representation(tenant) | {"logo_url": tenant.logo_url or None}


class CountedData(HiringSerializer):
    id = serializers.CharField(source="code", read_only=True)

    class Meta:
        model = Requisition
        fields = ["id", "title", "num_of_applications", "updated_at"]


class Counted(serializers.Serializer[Any]):
    detail = serializers.CharField()
    data = CountedData()  # type: ignore[assignment]  # the contract's word, which DRF uses for its own


class Closed(serializers.Serializer[Any]):
    detail = serializers.CharField()
    id = serializers.CharField()
    status = serializers.ChoiceField(choices=[(RequisitionStatus.CLOSED.value, "Closed")])


class ClosedMany(serializers.Serializer[Any]):
    closed_jobs = serializers.ListField(child=serializers.CharField())
    not_found_jobs = serializers.ListField(child=serializers.CharField())
