"""Layer rules that the import contracts cannot state, because they name a part of another project."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def imported(path: Path) -> set[str]:
    nodes = ast.walk(ast.parse(path.read_text()))
    named = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    nodes = ast.walk(ast.parse(path.read_text()))
    return named | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("path", sorted((ROOT / "consumers").rglob("*.py")), ids=lambda path: path.name)
def test_the_socket_edge_never_touches_the_database(path: Path) -> None:
    assert not {name for name in imported(path) if name.startswith("django.db")}


@pytest.mark.parametrize("name", ["events", "state"])
def test_the_definition_of_a_room_needs_no_django(name: str) -> None:
    assert not {
        module for module in imported(ROOT / "interviews" / "room" / f"{name}.py") if module.startswith("django")
    }


EDGES = {"views", "serializers", "bodies", "filters", "throttles", "pages", "urls", "base", "fields", "apps"}
EDGES |= {"guests", "members", "signatures", "trash_views"}
INNER = sorted(
    path
    for app in ("interviews", "hiring")
    for path in (ROOT / app).rglob("*.py")
    if path.stem not in EDGES and "migrations" not in path.parts
)


@pytest.mark.parametrize("path", INNER, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_edge_of_a_slice_knows_rest_and_sockets(path: Path) -> None:
    """The import contracts name verbs by wildcard; this covers every other module of a slice, also the next one."""
    edge = ("rest_framework", "drf_spectacular", "django_filters", "channels", "redis")
    assert not {name for name in imported(path) if name.split(".")[0] in edge}
