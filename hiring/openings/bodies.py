"""Bodies of requests about openings."""

from typing import Any

from rest_framework import serializers

from hiring.fields import Text
from hiring.vocabulary import CODE_MAX, CODES_MAX


class CloseMany(serializers.Serializer[Any]):
    """Up to 200 codes; repeated ones count once."""

    job_requisition_ids = serializers.ListField(child=Text(max_length=CODE_MAX), min_length=1, max_length=CODES_MAX)
