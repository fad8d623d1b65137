"""The table of requests: the columns of all three types, then each type's own ones (listed in `request_types`)."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models.fields.json import KeyTextTransform

from core.actors import Actor
from core.decoding import Decoder
from core.models import SoftDeleted, Stamped, Tenanted, TenantedQuerySet
from hiring.people import PersonSnapshot
from hiring.vocabulary import (
    TEXT_MAX,
    TITLE_MAX,
    LeaveCategory,
    MaterialType,
    Priority,
    Region,
    RequestStatus,
    RequestType,
    ServiceType,
)


class InternalRequestQuerySet(TenantedQuerySet["InternalRequest"]):
    def kept(self) -> Self:
        return self.filter(is_deleted=False)

    def requested_by(self, external_id: str) -> Self:
        return self.filter(requested_by__id=external_id)

    def seen_by(self, actor: Actor) -> Self:
        """The actor's own requests; all of the tenant's for those with the grant. Reasons for leave are private."""
        kept = self.of(actor).kept()
        return kept if actor.can("request.approve") else kept.requested_by(actor.id)


class InternalRequest(Tenanted, Stamped, SoftDeleted):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    request_id = models.CharField(max_length=32)
    request_type = models.CharField(max_length=8, choices=RequestType)
    title = models.CharField(max_length=TITLE_MAX)
    description = models.TextField(max_length=TEXT_MAX, blank=True)
    status = models.CharField(max_length=16, choices=RequestStatus, default=RequestStatus.PENDING)
    comment = models.TextField(max_length=TEXT_MAX, blank=True)
    requested_by = models.JSONField(decoder=Decoder)
    reviewed_by = models.JSONField(decoder=Decoder, null=True)
    reviewed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    priority = models.CharField(max_length=8, choices=Priority, null=True)  # noqa: DJ001 -- null = leave has none
    needed_date = models.DateField(null=True, blank=True)

    item_name = models.CharField(max_length=255, null=True)  # noqa: DJ001 -- null = another type's column
    material_type = models.CharField(max_length=16, choices=MaterialType, default=MaterialType.OTHERS)
    quantity_needed = models.PositiveIntegerField(null=True)
    reason_for_request = models.TextField(max_length=TEXT_MAX, blank=True)
    item_specification = models.TextField(max_length=TEXT_MAX, blank=True)

    leave_category = models.CharField(max_length=16, choices=LeaveCategory, default=LeaveCategory.ANNUAL)
    number_of_days = models.PositiveIntegerField(null=True)
    start_date = models.DateField(null=True)
    resumption_date = models.DateField(null=True)
    region_of_stay = models.CharField(max_length=8, choices=Region, default=Region.LOCAL)
    address_during_leave = models.CharField(max_length=500, blank=True)
    contact_phone_number = models.CharField(max_length=40, blank=True)
    additional_information = models.TextField(max_length=TEXT_MAX, blank=True)

    service_type = models.CharField(max_length=32, choices=ServiceType, default=ServiceType.OTHER)
    service_description = models.TextField(max_length=TEXT_MAX, blank=True)
    requester_name = models.CharField(max_length=255, blank=True)
    requester_department = models.CharField(max_length=255, blank=True)
    requester_contact_info = models.CharField(max_length=500, blank=True)
    special_instructions = models.TextField(max_length=TEXT_MAX, blank=True)

    objects = InternalRequestQuerySet.as_manager()  # type: ignore[misc]  # the stubs take a narrower manager for a mistake

    class Meta:
        ordering = ["-created_at", "-request_id"]
        constraints = [models.UniqueConstraint("tenant", "request_id", name="request_id_once")]
        indexes = [
            models.Index("tenant", models.F("created_at").desc(), name="request_newest"),
            models.Index("tenant", KeyTextTransform("id", "requested_by"), name="request_requester"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.title}"

    @property
    def approved_by(self) -> PersonSnapshot | None:
        """The reviewer of an approved request, else None: a rejected one was reviewed, not approved."""
        approved = self.status in {RequestStatus.APPROVED, RequestStatus.COMPLETED}
        return self.reviewed_by if approved else None
