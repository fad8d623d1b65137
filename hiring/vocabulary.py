"""The words and the limits of the REST contract, each defined once. An unknown value is refused by name.

Models, serializers and verbs take them from here. Lengths are in characters.
"""

from typing import Final

from django.db.models import TextChoices

TITLE_MAX: Final = 255  # titles and names
TEXT_MAX: Final = 5_000  # comments, reasons, notes
DESCRIPTION_MAX: Final = 20_000
LINE_MAX: Final = 1_000  # one of a list's short texts
LINES_MAX: Final = 100
CODE_MAX: Final = 64  # as sent by a caller; longer text cannot be a code
CODES_MAX: Final = 200  # codes in one call
BATCH_MAX: Final = 100  # requisitions created in one call
CANDIDATES_MAX: Final = 10_000
CHECKLIST_MAX: Final = 100  # compliance items of one requisition
STAGES_MAX: Final = 20  # stages of one approval workflow
APPROVERS_MAX: Final = 20  # approvers of one stage
EMAIL_MAX: Final = 254
PERSON_ID_MAX: Final = 64
QUANTITY_MAX: Final = 1_000_000
LEAVE_DAYS_MAX: Final = 10_000


class RequisitionStatus(TextChoices):
    """The states of a requisition; the moves between them are in `hiring.requisitions.states`."""

    DRAFT = "draft"
    PENDING = "pending"
    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    ON_HOLD = "on_hold"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class JobType(TextChoices):
    FULL_TIME = "full_time"
    PART_TIME = "part_time"
    CONTRACT = "contract"
    FREELANCE = "freelance"
    INTERNSHIP = "internship"
    TEMPORARY = "temporary"


class PositionType(TextChoices):
    PERMANENT = "permanent"
    CONTRACT = "contract"
    INTERNSHIP = "internship"
    TEMPORARY = "temporary"


class LocationType(TextChoices):
    ON_SITE = "on_site"
    REMOTE = "remote"
    HYBRID = "hybrid"


class Urgency(TextChoices):
    CRITICAL = "critical"
    URGENT = "urgent"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class TargetRole(TextChoices):
    """The group that the job is for; it grants no rights."""

    STAFF = "staff"
    ADMIN = "admin"


class CheckStatus(TextChoices):
    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"
    WAIVED = "waived"


class RequestType(TextChoices):
    MATERIAL = "material"
    LEAVE = "leave"
    SERVICE = "service"


class RequestStatus(TextChoices):
    """The states of a request; the moves between them are in `hiring.requests.states`."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    COMPLETED = "completed"


class Priority(TextChoices):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class MaterialType(TextChoices):
    PPE = "ppe", "Protective equipment"
    CONSUMABLES = "consumables"
    EQUIPMENT = "equipment"
    OTHERS = "others"


class LeaveCategory(TextChoices):
    ANNUAL = "annual"
    CASUAL = "casual"
    SICK = "sick"
    STUDY = "study"
    MATERNITY = "maternity"
    PATERNITY = "paternity"
    COMPASSIONATE = "compassionate"
    UNPAID = "unpaid"
    OTHERS = "others"


class Region(TextChoices):
    LOCAL = "local"
    ABROAD = "abroad"


class ServiceType(TextChoices):
    LOGISTICS = "logistics"
    TRAINING = "training"
    MAINTENANCE = "maintenance"
    IT_SUPPORT = "it_support", "IT support"
    ADMINISTRATIVE_SUPPORT = "administrative_support"
    OTHER = "other"
