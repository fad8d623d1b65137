"""The service's log as an operator reads it: the very lines, parsed."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
from structlog.stdlib import ProcessorFormatter


class Lines:
    def __init__(self) -> None:
        self._stream = io.StringIO()

    @property
    def text(self) -> str:
        return self._stream.getvalue()

    def said(self, event: str) -> list[dict[str, Any]]:
        parsed = [orjson.loads(line) for line in self.text.splitlines()]
        return [line for line in parsed if line["event"] == event]


@contextmanager
def captured() -> Iterator[Lines]:
    """Everything logged meanwhile, through the service's own formatter."""
    root, lines = logging.getLogger(), Lines()
    handler = logging.StreamHandler(lines._stream)
    handler.setFormatter(
        next(found.formatter for found in root.handlers if isinstance(found.formatter, ProcessorFormatter))
    )
    root.addHandler(handler)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
