"""Checks every frame that a test sends or receives against the AsyncAPI document."""

from functools import cache, lru_cache
from typing import Any

import orjson
from jsonschema import Draft202012Validator

from consumers import asyncapi

JSON = dict[str, Any]


@cache
def _documented(operation: str) -> dict[str, tuple[JSON, Any]]:
    """The schema and a validator of each message of an operation, by the frame's type."""
    document: JSON = orjson.loads(orjson.dumps(asyncapi.document()))
    messages = document["components"]["messages"]
    named = [reference["$ref"].rsplit("/", 1)[1] for reference in document["operations"][operation]["messages"]]
    documented = {}
    for name in named:
        schema = document["components"]["schemas"][name]
        whole = schema | {"components": document["components"]}  # so that its references lead somewhere
        checker = Draft202012Validator.FORMAT_CHECKER
        documented[messages[name]["name"]] = (schema, Draft202012Validator(whole, format_checker=checker))
    return documented


def check_sent(frame: JSON) -> None:
    """Fails unless a client may send this."""
    _, validator = _documented("fromClient")[frame["type"]]
    validator.validate(orjson.loads(orjson.dumps(frame)))


@lru_cache(maxsize=20_000)  # a room's event is the same text for everybody
def check_received(text: str) -> None:
    """Fails unless a server may send this, or if a field is missing in the document."""
    frame = orjson.loads(text)
    schema, validator = _documented("toClient")[frame["type"]]
    validator.validate(frame)
    assert set(frame) <= set(schema["properties"]), f"undocumented: {set(frame) - set(schema['properties'])}"
