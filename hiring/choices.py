"""Every enumeration of the REST contract, in one place. An unknown value is refused by name."""

from django.db.models import TextChoices


class Status(TextChoices):
    """Where a requisition stands; the moves between are in `hiring.requisitions.states`."""

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
    """Whom the job is for. Says nothing about anybody's rights."""

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
    """Where a request stands; the moves between are in `hiring.requests.states`."""

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
