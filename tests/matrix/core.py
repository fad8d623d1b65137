"""The routes of the core and of the wiring: they know no tenant's objects."""

from typing import Any

from core.models import Member
from tests.matrix import Entry


def build(owner: Member) -> dict[str, Any]:
    return {"owner": owner}


ENTRIES = {
    "login": Entry("public"),
    "logout": Entry("public"),
    "livez": Entry("public"),
    "readyz": Entry("public"),
    "metrics": Entry("public"),
    "token": Entry("public"),
    "token-refresh": Entry("public"),
    "token-verify": Entry("public"),
    "token-logout": Entry("public"),
    "schema": Entry("public"),
    "docs": Entry("public"),
    "jsi18n": Entry("public"),
}
