"""The extras of `make dev`: restart the programs when their code changes, and show their logs on the terminal."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from demo.programs import CHECKOUT, Program

SOURCES = ("config", "consumers", "core", "hiring", "interviews")
SUFFIXES = {
    ".py",
    ".html",
    ".txt",
}  # templates too, since Django caches them; scripts and styles are read at every request


class Sources:
    """The code of the product, polled twice a second: 500 files cost about 10 ms."""

    def __init__(self, root: Path = CHECKOUT) -> None:
        self._root = root
        self._seen = dict(self._stamps())

    def changed(self) -> list[str]:
        """Return what was written, made or deleted since the last call."""
        before, self._seen = self._seen, dict(self._stamps())
        return sorted(name for name in {*before, *self._seen} if before.get(name) != self._seen.get(name))

    def _stamps(self) -> Iterator[tuple[str, int]]:
        for package in SOURCES:
            for path in (self._root / package).rglob("*"):
                if path.suffix in SUFFIXES and path.exists():  # an editor may just be replacing it
                    yield str(path.relative_to(self._root)), path.stat().st_mtime_ns


class Logs:
    """Follows the programs' log files."""

    def __init__(self, programs: Sequence[Program]) -> None:
        self._read = {program.child.log: program.child.log.stat().st_size for program in programs}

    def new_lines(self) -> Iterator[str]:
        for path, start in self._read.items():
            with path.open("rb") as log:
                log.seek(start if start <= path.stat().st_size else 0)  # a log over its limit was replaced
                yield from log.read().decode(errors="replace").splitlines()
                self._read[path] = log.tell()
