"""docs/rest.md lists the values and the moves of the code."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import TextChoices

from hiring import vocabulary
from hiring.requisitions import states

TEXT = Path(settings.BASE_DIR, "docs/rest.md").read_text()
SETS = [found for found in vars(vocabulary).values() if isinstance(found, type) and issubclass(found, TextChoices)]


@pytest.mark.parametrize(
    "choice", [found for found in SETS if found is not TextChoices], ids=lambda found: found.__name__
)
def test_the_rest_guide_lists_every_set_of_values(choice: type[TextChoices]) -> None:
    if choice is not vocabulary.RequestType:  # described in prose
        assert f"| {', '.join(choice.values)} |" in TEXT


@pytest.mark.parametrize("state", states.MOVES)
def test_the_rest_guide_lists_every_move(state: str) -> None:
    assert f"| {state} | {', '.join(states.MOVES[state])} |" in TEXT
