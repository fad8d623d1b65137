"""Requests generated from our OpenAPI document, valid and invalid ones, for every operation.

No answer may be a server error, and the document must describe every answer. Half the requests name objects that
exist. `make fuzz` generates twenty times as many (`TE_FUZZ_CASES`).
"""

import json
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from core.models import Member
from core.tokens import access_for
from tests.house.conftest import world
from tests.matrix import World

__all__ = ["world"]  # a fixture, used by its name

CASES = int(os.environ.get("TE_FUZZ_CASES", "1000"))
DOCUMENT = json.loads(Path(settings.BASE_DIR, "docs/openapi.json").read_text())
OPERATIONS = sum(
    method in {"get", "post", "put", "patch", "delete"} for path in DOCUMENT["paths"].values() for method in path
)


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Keep the test's transaction open across requests, as Django's own client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


schema = schemathesis.openapi.from_dict(DOCUMENT)
schema.app = WSGIHandler()


@schema.given(known=st.booleans())
@schema.parametrize()
@hypothesis_settings(
    max_examples=-(-CASES // OPERATIONS),
    deadline=None,
    derandomize="TE_FUZZ_CASES" not in os.environ,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_openapi_document_describes_every_answer(
    case: schemathesis.Case[Any], *, known: bool, olivia: Member, world: World
) -> None:
    if known:
        case.path_parameters.update(
            {name: value for name, value in _ids(world).items() if name in case.path_parameters}
        )
    with transaction.atomic(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the generator's own
        response = case.call(headers={"Authorization": f"Bearer {access_for(olivia)}", "Host": "testserver"})
        transaction.set_rollback(True)
    case.validate_response(
        response,
        checks=[not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance],
    )


def _ids(world: World) -> dict[str, Any]:
    return {
        "code": world["requisition"].code,
        "unique_link": world["requisition"].unique_link,
        "item_id": str(world["item"].pk),
        "request_id": str(world["request"].pk),
        "tenant_id": str(world["requisition"].tenant_id),
        "session_id": str(world["session"].pk),
        "invitation_id": str(world["invitation"].pk),
    }
