"""The documents generated from the code: committed, and compared with it by `export_docs --check`."""

from collections.abc import Callable, Mapping

import orjson

from config import reference
from consumers import asyncapi, typedefs
from core import schema


def _asyncapi() -> bytes:
    return orjson.dumps(asyncapi.document(), option=orjson.OPT_INDENT_2) + b"\n"


def _typedefs() -> bytes:
    return typedefs.source().encode()


def _settings() -> bytes:
    return reference.settings_table().encode()


# Path below the checkout -> the function that makes its bytes.
DOCUMENTS: Mapping[str, Callable[[], bytes]] = {
    "docs/openapi.json": schema.document,
    "docs/asyncapi.json": _asyncapi,
    "docs/settings.md": _settings,
    "interviews/static/interviews/protocol.gen.js": _typedefs,
}
