"""The document of the room protocol is true AsyncAPI and complete; the browser's types are made of the same classes."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from consumers import frames, typedefs
from consumers.schemas import event_types, incoming_types
from interviews.verbs import VERBS

ROOT = Path(__file__).resolve().parents[2]
# From the npm package @asyncapi/specs 6.11.1 (Apache-2.0), unchanged.
ASYNCAPI: dict[str, Any] = json.loads(Path(__file__).with_name("asyncapi-3.0.0.schema.json").read_text())
DOCUMENT: dict[str, Any] = json.loads((ROOT / "docs/asyncapi.json").read_text())
TRAVELLERS = [*incoming_types(), *frames.OUTGOING, *event_types()]


def test_the_document_is_asyncapi_3() -> None:
    Draft7Validator(ASYNCAPI).validate(DOCUMENT)


@pytest.mark.parametrize("name", DOCUMENT["components"]["schemas"])
def test_every_schema_is_valid_json_schema(name: str) -> None:
    Draft202012Validator.check_schema(DOCUMENT["components"]["schemas"][name])


def test_every_reference_leads_somewhere() -> None:
    assert [path for path in _references(DOCUMENT) if _found(path) is None] == []


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if "$ref" in value else []
        return own + [path for inner in value.values() for path in _references(inner)]
    return [path for inner in value for path in _references(inner)] if isinstance(value, list) else []


def _found(path: str) -> Any:
    here: Any = DOCUMENT
    for step in path.removeprefix("#/").split("/"):
        here = here.get(step) if isinstance(here, dict) else None
    return here


@pytest.mark.parametrize("model", TRAVELLERS, ids=lambda model: model.__name__)
def test_every_frame_is_described(model: type) -> None:
    assert model.__name__ in DOCUMENT["components"]["messages"]
    assert f" {model.__name__}\n" in typedefs.source()


def test_every_verb_can_be_asked_for() -> None:
    named = {message["name"] for message in DOCUMENT["components"]["messages"].values()}
    assert set(VERBS) - named == {"session.enter"}, "hello enters"
