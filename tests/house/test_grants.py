"""Every grant is declared once, given to somebody and asked for somewhere."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from core.actors import GRANTS, SERVICE_GRANTS, Grant

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("core", "consumers", "hiring", "interviews")


def asked(tree: ast.AST) -> Iterator[object]:
    """The grants in `actor.can("…")`, `self.require("…")` and `grant = "…"` of a view."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="can" | "require"), args=[ast.Constant(value=grant)]):
                yield grant
            case ast.Assign(targets=[ast.Name(id="grant")], value=ast.Constant(value=grant)):
                yield grant
            case ast.AnnAssign(target=ast.Name(id="grant"), value=ast.Constant(value=grant)):
                yield grant


def test_every_grant_is_given_and_asked() -> None:
    sources = [path for package in PRODUCT for path in (ROOT / package).rglob("*.py")]
    found = {grant for path in sources for grant in asked(ast.parse(path.read_text()))}
    given = SERVICE_GRANTS.union(*GRANTS.values())
    assert found == given == set(get_args(Grant))


def test_a_grant_that_nobody_asks_is_noticed() -> None:
    tree = ast.parse(
        'actor.can("a")\nself.require("b")\nclass P:\n    grant: Grant = "c"\nclass Q(P):\n    grant = "d"\n"e"'
    )
    assert set(asked(tree)) == {"a", "b", "c", "d"}
