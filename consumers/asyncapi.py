"""The AsyncAPI 3 document of the room protocol, built from the classes of its messages."""

from typing import Any

from consumers import frames
from consumers.schemas import JSON, event_types, hoisted, incoming_types, schema_of, wire_name


def document() -> JSON:
    schemas: JSON = {}
    incoming = [_message(model, schemas) for model in incoming_types()]
    outgoing = [_message(model, schemas) for model in (*frames.OUTGOING, *event_types())]
    messages = dict([*incoming, *outgoing])
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Talent Engine rooms",
            "version": frames.PROTOCOL,
            "description": "One socket per person and interview. docs/protocol.md describes its use; this document lists the messages.",
        },
        "defaultContentType": "application/json",
        "channels": {
            "room": {
                "address": "/ws/video-sessions/{session_id}/",
                "parameters": {"session_id": {"description": "The interview's id."}},
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
                "bindings": {"ws": {"method": "GET", "bindingVersion": "0.1.0"}},
            },
        },
        "operations": {
            "fromClient": _operation("receive", "The messages a client may send.", [name for name, _ in incoming]),
            "toClient": _operation("send", "The messages a client gets.", [name for name, _ in outgoing]),
        },
        "components": {"messages": messages, "schemas": schemas},
    }


def _operation(action: str, summary: str, names: list[str]) -> JSON:
    return {
        "action": action,
        "channel": {"$ref": "#/channels/room"},
        "summary": summary,
        "messages": [{"$ref": f"#/channels/room/messages/{name}"} for name in names],
    }


def _message(model: Any, schemas: JSON) -> tuple[str, JSON]:
    name = model.__name__
    wire_type = wire_name(model)
    summary = " ".join((model.__doc__ or wire_type).split())
    schemas[name] = hoisted(schema_of(model), schemas)
    return name, {"name": wire_type, "summary": summary, "payload": {"$ref": f"#/components/schemas/{name}"}}
