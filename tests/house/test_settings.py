"""The manual explains every setting to an operator."""

import pytest

from config.env import Environment


@pytest.mark.parametrize("name", Environment.model_fields)
def test_every_setting_has_a_description(name: str) -> None:
    assert Environment.model_fields[name].description
