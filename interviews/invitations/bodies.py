"""REST bodies about personal links."""

from typing import Any

from rest_framework import serializers

from interviews.vocabulary import NAME_MAX


class Redeeming(serializers.Serializer[Any]):
    secret = serializers.CharField(max_length=200)


class Inviting(serializers.Serializer[Any]):
    """Without `email` the session's candidate is invited."""

    name = serializers.CharField(max_length=NAME_MAX, required=False, default="", allow_blank=True)
    email = serializers.EmailField(required=False)
