"""The document's last two headings, and the committed OpenAPI file, which must be current."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from openapi_spec_validator import validate

from config.documents import DOCUMENTS
from config.management.commands import export_docs
from tests.contract.document import heading, read


def test_the_schema_is_openapi_3_in_json() -> None:
    answer = Client().get(heading("API Schema").path, headers={"Accept": "text/html"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    described = answer.json()
    assert described["openapi"].startswith("3.0")
    validate(described)


def test_every_heading_of_the_document_is_described() -> None:
    described = json.loads(document())
    for example in read():
        if "talent-engine" in example.get("path", ""):
            path = _template(example["path"].split("?")[0], described["paths"])
            assert {method.lower() for method in example["methods"]} <= set(described["paths"][path]), path


def document() -> bytes:
    return DOCUMENTS["docs/openapi.json"]()


def _template(path: str, paths: dict[str, Any]) -> str:
    """The described path with the same fixed words, as many segments, and the fewest parameters."""
    wanted = path.strip("/").split("/")
    fitting = [known for known in paths if _fits(known.strip("/").split("/"), wanted)]
    assert fitting, f"{path} is not described"
    return min(fitting, key=lambda known: known.count("{"))


def _fits(known: list[str], wanted: list[str]) -> bool:
    if len(known) != len(wanted):
        return False
    return all(word.startswith("{") or word == asked for word, asked in zip(known, wanted, strict=True))


def test_the_schema_generator_gives_no_warning() -> None:
    GENERATOR_STATS.reset()
    SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # drf-spectacular's
    assert not GENERATOR_STATS, [*GENERATOR_STATS._warn_cache, *GENERATOR_STATS._error_cache]


def test_the_committed_document_is_current() -> None:
    call_command("export_docs", check=True)


def test_the_check_names_a_document_that_is_out_of_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_docs, "DOCUMENTS", {"docs/openapi.json": lambda: b"{}"})
    with pytest.raises(CommandError, match=r"docs/openapi\.json"):
        call_command("export_docs", check=True)


def test_the_documentation_page_loads_only_our_own_files() -> None:
    answer = Client().get(heading("API Documentation").path)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert '<html lang="en">' in page
    assert "swagger-ui-bundle" in page
    assert "https://" not in page
    policy = answer["Content-Security-Policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "script-src 'self'" in policy
    assert "script-src 'self' 'unsafe" not in policy


def test_the_documentation_needs_a_login_unless_it_is_public(settings: Any) -> None:
    settings.DOCS_PUBLIC = False
    assert Client().get(heading("API Schema").path).status_code == 401
    assert Client().get(heading("API Documentation").path).status_code == 302


def test_every_heading_of_the_document_has_a_test() -> None:
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    names = [example["name"] for example in read() if example["response"] is not None or "methods" in example]
    assert [name for name in names if f'"{name}"' not in tests] == []
