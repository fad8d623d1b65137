"""Every route of the service with what to put into its URL and body, so that tests can try each from outside.

One module an app: `ENTRIES` by route name, and `build(tenant)`, which makes the objects named there through verbs and
answers them by name. A route without an entry fails `tests/house/test_tenant_matrix.py`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.urls import URLPattern, URLResolver, get_resolver, reverse

World = Mapping[str, Any]  # the objects of one company, by name
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Entry:
    """The answer of one route to people of another company.

    foreign  its URL or body names an object: 404, whatever the method
    own      it names none, or lists of ids: any answer below 500 that changes and discloses nothing of the other company
    public   anybody may; another test checks what it discloses
    """

    answers: Literal["foreign", "own", "public"] = "foreign"
    kwargs: Callable[[World], dict[str, Any]] = lambda _: {}
    body: Callable[[World], Any] = lambda _: {}
    anonymous: frozenset[str] = field(default_factory=frozenset)  # methods that need no login though others do


@dataclass(frozen=True)
class Route:
    name: str
    methods: tuple[str, ...]

    def url(self, entry: Entry, world: World) -> str:
        return reverse(self.name, kwargs=entry.kwargs(world))


def routes() -> Iterator[Route]:
    """All routes of the URLconf, so that a new one cannot be forgotten here."""
    yield from _walk(get_resolver().url_patterns)


def _walk(patterns: list[URLPattern | URLResolver]) -> Iterator[Route]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns)
        else:
            yield Route(pattern.name or str(pattern.pattern), _methods(pattern.callback))


def _methods(view: Any) -> tuple[str, ...]:
    made = getattr(view, "view_class", None) or getattr(view, "cls", None)
    if made is None:
        return ("get",)
    return tuple(name for name in METHODS if name in made.http_method_names and hasattr(made, name))
