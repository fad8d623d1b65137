"""The JSDoc types the browser's code is checked with, written from the same classes."""

from typing import Any

from consumers import frames
from consumers.schemas import JSON, event_types, hoisted, incoming_types, schema_of

_PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def source() -> str:
    """The text of `protocol.gen.js`: types only, no code."""
    schemas: JSON = {}
    for model in (*incoming_types(), *frames.OUTGOING, *event_types()):
        schemas[model.__name__] = hoisted(schema_of(model), schemas)
    unions = {
        "Incoming": [model.__name__ for model in incoming_types()],
        "Outgoing": [model.__name__ for model in frames.OUTGOING],
        "RoomEvent": [model.__name__ for model in event_types()],
    }
    lines = ["// Written by `manage.py export_docs` from consumers/ and interviews/events.py. Do not edit.", ""]
    for name, schema in schemas.items():
        lines += [
            "/**",
            *(f" * {line}" for line in _described(schema)),
            f" * @typedef {{{_type(schema)}}} {name}",
            " */",
            "",
        ]
    lines += [f"/** @typedef {{{' | '.join(members)}}} {name} */" for name, members in unions.items()]
    return "\n".join([*lines, "", "export {};", ""])


def _described(schema: JSON) -> list[str]:
    return [" ".join(schema["description"].split())] if "description" in schema else []


def _type(schema: Any) -> str:  # noqa: PLR0911 -- one line per kind of JSON schema
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[1])
    if "const" in schema:
        return f'"{schema["const"]}"'
    if "enum" in schema:
        return " | ".join(f'"{member}"' for member in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_type(option) for option in schema["anyOf"]))
    if schema.get("type") == "array":
        return f"Array<{_type(schema['items'])}>"
    if schema.get("type") == "object":
        return _object(schema)
    return _PLAIN.get(schema.get("type", ""), "unknown")


def _object(schema: JSON) -> str:
    if "properties" not in schema:
        values = schema.get("additionalProperties")
        if not isinstance(values, dict):
            values = next(iter(schema.get("patternProperties", {}).values()), None)
        return f"Record<string, {_type(values) if isinstance(values, dict) else 'unknown'}>"
    required = set(schema.get("required", []))
    fields = (
        f"{name}{'' if name in required else '?'}: {_type(inner)}" for name, inner in schema["properties"].items()
    )
    return "{ " + ", ".join(fields) + " }"
