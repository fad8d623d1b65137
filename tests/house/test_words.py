"""The code speaks the field's language: words of the old private dialect do not come back."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("config", "consumers", "core", "demo", "hiring", "interviews")
SOURCES = sorted(
    path
    for app in PRODUCT
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts and path.stat().st_size
)
# Each of these had several meanings, or none that a newcomer could guess. Texts shown to people may use them.
OLD = (
    "dawn", "dial", "doorstep", "dusk", "halting", "hang_up", "hear", "heard", "hears", "narrator", "nudge", "owed",
    "pass_on", "patiently", "pictures", "reel", "reels", "said", "shelf", "tell", "tells", "told",
)  # fmt: skip
WORDS = re.compile(rf"(?<![a-z])({'|'.join(OLD)})(?![a-z])", re.IGNORECASE)
RIDDLES = re.compile(r"\s*(Who|Whoever|What|Whatever)\b(?! if\b)[^?]*$")


def names_and_comments(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of every name and comment; strings are texts, and docstrings are looked at apart."""
    before = ""
    with tokenize.open(path) as file:
        for token in tokenize.generate_tokens(io.StringIO(file.read()).readline):
            is_of_a_file = before == "." and token.string == "tell"  # the position in an open file
            if token.type in (tokenize.NAME, tokenize.COMMENT) and not is_of_a_file:
                yield token.start[0], token.string
            before = token.string


def docstrings(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node)
            if text:
                yield getattr(node, "lineno", 1), text


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_name_comment_or_docstring_uses_a_word_of_the_old_dialect(path: Path) -> None:
    found = [
        f"{line}: {match[0]} in {text[:80]!r}"
        for line, text in [*names_and_comments(path), *docstrings(path)]
        for match in WORDS.finditer(text.replace("heard_at", ""))
    ]
    assert found == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_docstring_begins_with_a_subject_or_an_order(path: Path) -> None:
    assert [f"{line}: {text[:80]}" for line, text in docstrings(path) if RIDDLES.match(text.split("\n\n")[0])] == []


def test_no_class_name_stands_twice_in_the_product() -> None:
    """A command and its view may share one."""
    where: dict[str, set[str]] = {}
    for path in SOURCES:
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and node.name != "Command":
                where.setdefault(node.name, set()).add(str(path.relative_to(ROOT)))
    commands = "interviews/room/commands.py"
    twice = {name: files for name, files in where.items() if len(files - {commands}) > 1}
    assert twice == {}
