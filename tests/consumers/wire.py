"""Every frame that a test sends or hears, held against the document that promises its shape."""

from functools import cache, lru_cache
from typing import Any

import orjson
from jsonschema import Draft202012Validator

from consumers import asyncapi

JSON = dict[str, Any]


@cache
def _promised(operation: str) -> dict[str, tuple[JSON, Any]]:
    """By the frame's type: its schema and a validator."""
    document: JSON = orjson.loads(orjson.dumps(asyncapi.document()))
    messages = document["components"]["messages"]
    named = [reference["$ref"].rsplit("/", 1)[1] for reference in document["operations"][operation]["messages"]]
    promised = {}
    for name in named:
        schema = document["components"]["schemas"][name]
        whole = schema | {"components": document["components"]}  # so that its references lead somewhere
        checker = Draft202012Validator.FORMAT_CHECKER
        promised[messages[name]["name"]] = (schema, Draft202012Validator(whole, format_checker=checker))
    return promised


def said(frame: JSON) -> None:
    """A client may say this."""
    _, validator = _promised("say")[frame["type"]]
    validator.validate(orjson.loads(orjson.dumps(frame)))


@lru_cache(maxsize=20_000)  # a room's event is the same text for everybody
def heard(text: str) -> None:
    """A server may say this, and says nothing that the document leaves out."""
    frame = orjson.loads(text)
    schema, validator = _promised("hear")[frame["type"]]
    validator.validate(frame)
    assert set(frame) <= set(schema["properties"]), f"undocumented: {set(frame) - set(schema['properties'])}"
