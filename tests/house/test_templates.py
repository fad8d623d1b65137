"""What Lit templates must not say: each of these was seen to hurt people, and no type checker finds it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = [path for path in sorted(ROOT.glob("*/static/**/*.js")) if "vendor" not in path.parts]
PLAIN = {"checked", "defaultValue", "muted", "selected", "value"}
"""Properties of the browser's own elements that a template may set: they hold text or a truth, which Lit writes only
when it is another one. An object, say a stream for `.srcObject`, it writes at every render, and the picture begins anew."""
TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|(?:\b(?:html|svg))?`|[{}]"""
    r"""|(?<=[(,=:\[!&|?{};])\s*/(?![/*])(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n\[])+/""",
    re.DOTALL,
)
TEXT = re.compile(r"\\.|`|\$\{", re.DOTALL)
NESTED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")


@dataclass(frozen=True)
class Hole:
    """A `${…}` of a template: the markup before it, its own holes left empty, and the code inside."""

    markup: str
    code: str

    @property
    def bound(self) -> str:
        """The attribute it is for, as it is written: `.value`, `?hidden`, `class`; empty between elements."""
        inside = re.search(r"<[a-z][^<>]*$", self.markup)
        named = re.search(r"""([.?@]?[\w-]+)=(?:"[^"]*|'[^']*)?$""", self.markup)
        return named[1] if inside and named else ""

    @property
    def element(self) -> str:
        return str(re.findall(r"<([a-z][\w-]*)", self.markup)[-1])


def holes(source: str) -> list[Hole]:
    found: list[Hole] = []
    _code(source, 0, found)
    return found


def _code(source: str, at: int, found: list[Hole]) -> int:
    """Walk to the brace that closes what was opened before `at`."""
    depth = 0
    while token := TOKEN.search(source, at):
        at = token.end()
        if token[0].endswith("`") and token[0][0] not in "/\"'":
            at = _template(source, at, found, is_markup=token[0] != "`")
        elif token[0] == "{":
            depth += 1
        elif token[0] == "}":
            if depth == 0:
                return at
            depth -= 1
    return len(source)


def _template(source: str, at: int, found: list[Hole], *, is_markup: bool) -> int:
    markup = ""
    while token := TEXT.search(source, at):
        markup += source[at : token.start()]
        at = token.end()
        if token[0] == "`":
            return at
        if token[0] == "${":
            end = _code(source, at, found)
            if is_markup:
                found.append(Hole(markup, source[at : end - 1]))
            at = end
    return at


def effects(source: str) -> Iterator[str]:
    """Properties of the browser's own elements, set at every render."""
    for hole in holes(source):
        if hole.bound.startswith(".") and "-" not in hole.element and hole.bound[1:] not in PLAIN:
            yield f"<{hole.element} {hole.bound}={hole.code}>"


def printed_conditions(source: str) -> Iterator[str]:
    """`is && html…` prints "false", and `count && html…` "0"; write `is ? html… : nothing`."""
    yield from re.findall(r"&&\s*(?:html|svg)`.{0,40}", source)
    for hole in holes(source):
        if hole.bound[:1] not in tuple("?.@") and not hole.bound.startswith("aria-") and _answers_condition(hole.code):
            yield hole.code


def _answers_condition(code: str) -> bool:
    """Whether its outermost `&&` stands where its value is the answer, not where it only chooses one."""
    code = re.sub(r"`.*`", "", code, flags=re.DOTALL)
    while (flat := NESTED.sub("", code)) != code:
        code = flat
    choices = re.split(r"\?(?![.?])", code.replace("??", ""))
    return any("&&" in answer for answer in choices[1:] or choices)


def test_the_walk_finds_the_templates() -> None:
    assert len(SCRIPTS) > 80
    assert sum(len(holes(path.read_text())) for path in SCRIPTS) > 400


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_render_sets_a_property_with_side_effects(path: Path) -> None:
    assert list(effects(path.read_text())) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_template_prints_the_condition_of_what_it_shows(path: Path) -> None:
    assert list(printed_conditions(path.read_text())) == []


@pytest.mark.parametrize(
    "source",
    [
        "html`<video .srcObject=${stream}></video>`",
        "html`<p>${html`<video class='x' autoplay\n .currentTime=${'}' + 0}></video>`}</p>`",
    ],
)
def test_a_property_that_does_something_is_known(source: str) -> None:
    assert list(effects(source))


@pytest.mark.parametrize(
    "source",
    [
        "html`<te-tile .srcObject=${stream}></te-tile>`",
        "html`<input .value=${text} ?hidden=${a < b}>`",
        "`<video .srcObject=${stream}>`",
    ],
)
def test_a_property_that_only_holds_something_is_let_pass(source: str) -> None:
    assert not list(effects(source))


@pytest.mark.parametrize(
    "source",
    [
        "html`<p>${is && html`<b>x</b>`}</p>`",
        "html`<p>${count && this.draw(count)}</p>`",
        "html`<p>${a ? b && c : d}</p>`",
        "html`<p class='x ${is && y}'></p>`",
        "html`<ul>${rows.map((row) => row.is && html`<li></li>`)}</ul>`",
    ],
)
def test_a_condition_that_would_be_printed_is_known(source: str) -> None:
    assert list(printed_conditions(source))


@pytest.mark.parametrize(
    "source",
    [
        "html`<p>${a && b ? html`<b>x</b>` : nothing}</p>`",
        "html`<p>${draw(a && b)}</p>`",
        "html`<p aria-busy=${a && b} ?hidden=${a && b} .is=${a && b} @click=${() => a && b()}></p>`",
    ],
)
def test_a_condition_that_is_not_printed_is_let_pass(source: str) -> None:
    assert not list(printed_conditions(source))
