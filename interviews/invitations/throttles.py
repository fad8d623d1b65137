"""The rate limit of joining by e-mail alone, the one operation open to people without a token."""

import hashlib
from typing import TYPE_CHECKING

from rest_framework.request import Request

from core.throttles import Window

if TYPE_CHECKING:
    from rest_framework.views import APIView


class Knock(Window):
    """Limit per interview and address, invited or not: no mailbox is flooded, and 429 does not disclose who was invited."""

    scope = "knock"

    def get_cache_key(self, request: Request, view: "APIView") -> str | None:
        if not isinstance(request.data, dict):
            return None
        asked = f"{request.data.get('session_id')} {str(request.data.get('email')).lower()}"
        return f"knock:{hashlib.sha256(asked.encode()).hexdigest()}"
