"""The three types of request: the columns of each, and their names in the API."""

from collections.abc import Mapping

from core.errors import Invalid
from hiring.requests.models import InternalRequest
from hiring.vocabulary import Priority, RequestType

# API name -> column. The API names the priority and the date of a service differently; they share the columns.
COLUMNS: Mapping[str, Mapping[str, str]] = {
    RequestType.MATERIAL: {
        "item_name": "item_name",
        "material_type": "material_type",
        "quantity_needed": "quantity_needed",
        "priority": "priority",
        "reason_for_request": "reason_for_request",
        "needed_date": "needed_date",
        "item_specification": "item_specification",
    },
    RequestType.LEAVE: {
        "leave_category": "leave_category",
        "number_of_days": "number_of_days",
        "start_date": "start_date",
        "resumption_date": "resumption_date",
        "region_of_stay": "region_of_stay",
        "address_during_leave": "address_during_leave",
        "contact_phone_number": "contact_phone_number",
        "additional_information": "additional_information",
    },
    RequestType.SERVICE: {
        "service_type": "service_type",
        "service_description": "service_description",
        "priority_level": "priority",
        "desired_completion_date": "needed_date",
        "requester_name": "requester_name",
        "requester_department": "requester_department",
        "requester_contact_info": "requester_contact_info",
        "special_instructions": "special_instructions",
    },
}
REQUIRED: Mapping[str, tuple[str, ...]] = {
    RequestType.MATERIAL: ("item_name",),
    RequestType.LEAVE: ("leave_category", "start_date", "resumption_date"),
    RequestType.SERVICE: ("service_type",),
}
OWN = {name for columns in COLUMNS.values() for name in columns}


def complete(row: InternalRequest) -> None:
    """Fill the type's defaults, and check its dates against each other. Raises Invalid."""
    if row.request_type == RequestType.LEAVE:
        _complete_leave(row)
    else:
        row.priority = row.priority or Priority.MEDIUM
    if row.request_type == RequestType.MATERIAL and row.quantity_needed is None:
        row.quantity_needed = 1


def _complete_leave(row: InternalRequest) -> None:
    """Count the days. The day of resumption is a working day, so the longest leave is the difference of the dates."""
    if row.start_date is None or row.resumption_date is None or row.resumption_date <= row.start_date:
        raise Invalid({"resumption_date": "Must be later than start_date."})
    longest = (row.resumption_date - row.start_date).days
    if row.number_of_days is None:
        row.number_of_days = longest
    if not 1 <= row.number_of_days <= longest:
        raise Invalid(
            {"number_of_days": f"Must be between 1 and {longest}, the days from start_date to resumption_date."}
        )
