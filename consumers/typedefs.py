"""Generates the browser's protocol file: the JSDoc types its code is checked with, and the vocabulary's words and limits."""

from typing import Any

import orjson

from consumers import frames
from consumers.schemas import JSON, event_types, hoisted, incoming_types, schema_of
from interviews import vocabulary

_PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def source() -> str:
    """The text of `protocol.gen.js`."""
    schemas: JSON = {}
    for model in (*incoming_types(), *frames.OUTGOING, *event_types()):
        schemas[model.__name__] = hoisted(schema_of(model), schemas)
    unions = {
        "Incoming": [model.__name__ for model in incoming_types()],
        "Outgoing": [model.__name__ for model in frames.OUTGOING],
        "RoomEvent": [model.__name__ for model in event_types()],
    }
    lines = [
        "// Written by `manage.py export_docs` from consumers/, interviews/room/ and interviews/vocabulary.py. Do not edit."
    ]
    lines += ['import { gettext } from "te/i18n.js";', ""]
    for name, schema in schemas.items():
        lines += [
            "/**",
            *(f" * {line}" for line in _described(schema)),
            f" * @typedef {{{_type(schema)}}} {name}",
            " */",
            "",
        ]
    lines += [f"/** @typedef {{{' | '.join(members)}}} {name} */" for name, members in unions.items()]
    return "\n".join([*lines, "", *_constants(), ""])


def _constants() -> list[str]:
    """Limits in characters or items, the roles, and the labels of a scorecard in the reader's language."""
    limits = {
        _camel(name.removesuffix("_MAX")): value for name, value in vars(vocabulary).items() if name.endswith("_MAX")
    }
    roles = {name: sorted(getattr(vocabulary, name.upper())) for name in ("host", "panel", "staff", "speakers")}
    labels = ", ".join(f'gettext("{label}")' for label in vocabulary.LEVEL_LABELS)
    named = ", ".join(f'{name}: gettext("{label}")' for name, label in vocabulary.RECOMMENDATION_LABELS.items())
    return [
        "/** The most characters of a text, or items of a list. */",
        f"export const limits = {_literal(limits)};",
        "",
        "/** Roles by what they may do. @type {Record<string, readonly Role[]>} */",
        f"export const roles = {_literal(roles)};",
        "",
        f"export const lobbyMessages = {vocabulary.LOBBY_MESSAGES};",
        "",
        "/** For the levels 1 to 5. */",
        f"export const levels = () => [{labels}];",
        "",
        "/** @returns {Record<string, string>} */",
        f"export const recommendations = () => ({{ {named} }});",
    ]


def _camel(name: str) -> str:
    first, *others = name.lower().split("_")
    return first + "".join(word.capitalize() for word in others)


def _literal(value: Any) -> str:
    """A JavaScript literal as the formatter writes it, one entry a line."""
    lines = (f"  {name}: {orjson.dumps(inner).decode().replace(',', ', ')}," for name, inner in value.items())
    return "\n".join(["{", *lines, "}"])


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
