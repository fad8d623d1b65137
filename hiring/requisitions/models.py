"""The table of requisitions. People quote `code`, which the API calls `id`; the primary key never leaves the server."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models.fields.json import KeyTextTransform

from core.decoding import Decoder
from core.models import SoftDeleted, Stamped, Tenanted, TenantedQuerySet
from hiring.vocabulary import (
    DESCRIPTION_MAX,
    TEXT_MAX,
    TITLE_MAX,
    JobType,
    LocationType,
    PositionType,
    RequisitionStatus,
    TargetRole,
    Urgency,
)


class RequisitionQuerySet(TenantedQuerySet["Requisition"]):
    def kept(self) -> Self:
        return self.filter(is_deleted=False)

    def binned(self) -> Self:
        return self.filter(is_deleted=True)

    def requested_by(self, external_id: str) -> Self:
        return self.filter(requested_by__id=external_id)


class Requisition(Tenanted, Stamped, SoftDeleted):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    code = models.CharField(max_length=32, unique=True)
    application_code = models.CharField(max_length=32, unique=True)
    requisition_number = models.CharField(max_length=32)
    unique_link = models.CharField(max_length=255, unique=True)

    title = models.CharField(max_length=TITLE_MAX)
    job_type = models.CharField(max_length=16, choices=JobType, default=JobType.FULL_TIME)
    position_type = models.CharField(max_length=16, choices=PositionType, default=PositionType.PERMANENT)
    location_type = models.CharField(max_length=16, choices=LocationType, default=LocationType.ON_SITE)
    job_description = models.TextField(max_length=DESCRIPTION_MAX, blank=True)
    requirements = models.JSONField(decoder=Decoder, default=list)
    responsibilities = models.JSONField(decoder=Decoder, default=list)
    qualification_requirement = models.TextField(max_length=TEXT_MAX, blank=True)
    experience_requirement = models.TextField(max_length=TEXT_MAX, blank=True)
    knowledge_requirement = models.TextField(max_length=TEXT_MAX, blank=True)
    number_of_candidates = models.PositiveIntegerField(default=1)
    urgency_level = models.CharField(max_length=16, choices=Urgency, default=Urgency.MEDIUM)
    company_name = models.CharField(max_length=255, blank=True)
    company_address = models.CharField(max_length=500, blank=True)
    job_location = models.CharField(max_length=255, blank=True)
    interview_location = models.CharField(max_length=255, blank=True)
    salary_range = models.CharField(max_length=120, blank=True)
    deadline_date = models.DateField(null=True, blank=True)
    start_date = models.DateField(null=True, blank=True)
    reason = models.TextField(max_length=TEXT_MAX, blank=True)
    comment = models.TextField(max_length=TEXT_MAX, blank=True)
    target_role = models.CharField(max_length=8, choices=TargetRole, default=TargetRole.STAFF)
    documents_required = models.JSONField(decoder=Decoder, default=list)
    stages = models.JSONField(
        decoder=Decoder, default=list, help_text="Of the approval workflow: hiring.requisitions.approvals.Stage."
    )

    status = models.CharField(max_length=16, choices=RequisitionStatus, default=RequisitionStatus.DRAFT)
    publish_status = models.BooleanField(default=False)
    num_of_applications = models.PositiveIntegerField(default=0)
    requested_date = models.DateField()
    requested_by = models.JSONField(decoder=Decoder)
    created_by = models.JSONField(decoder=Decoder)
    updated_by = models.JSONField(decoder=Decoder)
    approved_by = models.JSONField(decoder=Decoder, null=True)
    approval_date = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(
        default=1, help_text="Of what staff wrote; counted applications do not move it."
    )

    objects = RequisitionQuerySet.as_manager()  # type: ignore[misc]  # the stubs take a narrower manager for a mistake

    class Meta:
        ordering = ["-created_at", "-code"]
        constraints = [
            models.UniqueConstraint("tenant", "requisition_number", name="requisition_number_once"),
        ]
        indexes = [
            models.Index("tenant", models.F("created_at").desc(), name="requisition_newest"),
            models.Index("tenant", KeyTextTransform("id", "requested_by"), name="requisition_requester"),
            models.Index(
                "deadline_date", condition=models.Q(publish_status=True, is_deleted=False), name="requisition_public"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
