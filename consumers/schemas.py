"""The JSON schemas of every message on the socket, for the documents generated from them."""

from typing import Any, get_args, get_type_hints

from pydantic import TypeAdapter

from consumers import commands, frames
from interviews.room import events
from interviews.room.commands import IncomingFrame

JSON = dict[str, Any]


def event_types() -> tuple[type[events.Event], ...]:
    union, _ = get_args(events.AnyEvent)
    return get_args(union)


def incoming_types() -> tuple[type[IncomingFrame], ...]:
    union, _ = get_args(commands.Incoming)
    return get_args(union)


def event_schema(event: type[events.Event]) -> JSON:
    """An event as it stands on the wire: its own fields and the envelope's."""
    own = event.model_json_schema(mode="serialization")
    around = events.Envelope.model_json_schema(mode="serialization")
    schema = own | {
        "properties": around["properties"] | own["properties"],
        "required": [*around["properties"], *own["properties"]],
        "additionalProperties": True,  # fields are only ever added: clients ignore what they do not know
    }
    home: JSON = {"enum": ["all", "staff"]} if event is events.ChatSent else {"const": event.home}
    schema["properties"]["stream"] = {"title": "Stream", "type": "string", **home}
    return schema


def schema_of(model: Any) -> JSON:
    if isinstance(model, type) and issubclass(model, events.Event):
        return event_schema(model)
    if model in frames.OUTGOING:
        schema = TypeAdapter(model).json_schema(mode="serialization")
        schema = {"description": " ".join((model.__doc__ or "").split()), **schema} if model.__doc__ else schema
    else:
        schema = model.model_json_schema(mode="validation")
    return schema | {"required": sorted({"type", *schema.get("required", [])})}


def wire_name(model: Any) -> str:
    """The `type` of a frame, an event or a command."""
    if model in frames.OUTGOING:
        (name,) = get_args(get_type_hints(model)["type"])
        return str(name)
    return str(model.model_fields["type"].default)


def hoisted(schema: JSON, into: JSON) -> JSON:
    """Move a schema's `$defs` to where all schemas share them."""
    for name, definition in schema.pop("$defs", {}).items():
        into[name] = _pointed(definition)
    pointed: JSON = _pointed(schema)
    return pointed


def _pointed(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: inner.replace("#/$defs/", "#/components/schemas/") if key == "$ref" else _pointed(inner)
            for key, inner in value.items()
        }
    return [_pointed(inner) for inner in value] if isinstance(value, list) else value
