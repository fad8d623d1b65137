"""Two companies: ours with one object of every kind, and mallory's, from which all of it is tried."""

from collections.abc import Mapping
from itertools import chain
from typing import Any

import pytest

from core.models import Member
from tests.matrix import Entry, core, hiring, interviews

MODULES = (core, hiring, interviews)
ENTRIES: Mapping[str, Entry] = dict(chain.from_iterable(module.ENTRIES.items() for module in MODULES))


@pytest.fixture
def world(olivia: Member) -> dict[str, Any]:
    """Our objects, by name."""
    return dict(chain.from_iterable(module.build(olivia).items() for module in MODULES))
