"""Write docs/settings.md from the class that reads the settings."""

from typing import Any, get_args

import orjson
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from config.env import Environment

_HEAD = """# Settings

Written by `manage.py export_docs` from `config/env.py`. Do not edit.

Every setting is an environment variable; empty means not set. `NAME_FILE=/run/secrets/name` reads `NAME` from a file.
Lists are JSON. A value that cannot be understood stops the start, and all mistakes are named at once.

| variable | type | default | meaning |
|---|---|---|---|
"""
_SECRET = ("secret", "password", "access_key_id", "token")


def settings_table() -> str:
    return _HEAD + "".join(_row(name, field) for name, field in Environment.model_fields.items())


def _row(name: str, field: FieldInfo) -> str:
    cells = [f"`{name.upper()}`", _kind(field.annotation), _default(name, field), field.description or ""]
    return f"| {' | '.join(cells)} |\n"


def _kind(annotation: Any) -> str:
    options = [option for option in get_args(annotation) if option is not type(None)]
    if annotation in (bool, int, float, str) or not options:
        return getattr(annotation, "__name__", str(annotation)).lower()
    if all(isinstance(option, str) for option in options):
        return " or ".join(f"`{option}`" for option in options)
    return "JSON list" if getattr(annotation, "__origin__", None) is list else _kind(options[0])


def _default(name: str, field: FieldInfo) -> str:
    if field.default is None or field.default is PydanticUndefined or any(word in name for word in _SECRET):
        return "none"
    if isinstance(field.default, bool):
        return "yes" if field.default else "no"
    if isinstance(field.default, list):
        return f"`{orjson.dumps(field.default).decode()}`"
    return f"`{field.default}`" if field.default != "" else "empty"
