"""The user's REST document as data (`contract.json`: every heading with its request and its response).

An answer conforms when it has the same keys, types, formats and sentences as the example. Additional keys are allowed.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

_FOLDER = Path(__file__).parent
_TAIL = r"[A-Za-z0-9_-]{22,}"
FORMATS = {  # pattern of the example's text -> pattern that every answer's text must match there
    r"uuid-.*": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    r"APP-JR-\d+": r"[A-Z0-9]+-JR-\d{4,}",
    r"APP-JA-\d+": r"[A-Z0-9]+-JA-\d{4,}",
    r"REQ-\d{8}-\d+": r"REQ-\d{8}-\d{4,}",
    r"MAT-\d{8}-\d+": r"(MAT|LEA|SER)-\d{8}-\d{4,}",
    r"\d{4}-\d\d-\d\dT.*Z": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z",
    r"\d{4}-\d\d-\d\d": r"\d{4}-\d\d-\d\d",
    r"27f05a25.*APP-JR-\d+.*": r"[0-9a-f-]{36}[A-Z0-9]+-JR-\d{4,}[a-z0-9-]+-" + _TAIL,
}


@dataclass(frozen=True)
class Heading:
    name: str
    methods: list[str]
    path: str
    requests: dict[str, Any]
    response: Any

    @property
    def body(self) -> Any:
        return next(iter(self.requests.values()), None)


def read() -> list[dict[str, Any]]:
    return list(json.loads((_FOLDER / "contract.json").read_text()))


def heading(name: str) -> Heading:
    found = next(example for example in read() if example["name"] == name)
    return Heading(name, found["methods"], found["path"], found["requests"], found["response"])


def refusal(name: str) -> tuple[int, Any]:
    found = next(example for example in read() if example["name"] == name)
    return found["error_status"], found["response"]


def assert_like(answer: Any, example: Any, where: str = "answer") -> None:
    """Compare keys, types and formats with the example, at every depth; null in the example allows any type."""
    match example:
        case None:
            return
        case dict():
            assert isinstance(answer, dict), f"{where} is no object: {answer!r}"
            missing = example.keys() - answer.keys()
            assert not missing, f"{where} lacks {sorted(missing)}"
            for key, value in example.items():
                assert_like(answer[key], value, f"{where}.{key}")
        case []:
            assert isinstance(answer, list), f"{where} is no list"
        case [first, *_]:
            assert isinstance(answer, list), f"{where} is no list"
            assert answer, f"{where} is empty"
            for index, item in enumerate(answer):
                assert_like(item, first, f"{where}[{index}]")
        case str():
            assert isinstance(answer, str), f"{where} is no text: {answer!r}"
            _assert_formatted(answer, example, where)
        case _:
            assert type(answer) is type(example), f"{where} is {type(answer).__name__}, not {type(example).__name__}"


def answered(answer: Any, *, like: Any, status: int = 200) -> Any:
    """Check a client's response: its status, and its JSON against the example. Returns the JSON."""
    assert answer.status_code == status, answer.content
    got = answer.json()
    assert_like(got, like)
    return got


def _assert_formatted(answer: str, example: str, where: str) -> None:
    for seen, wanted in FORMATS.items():
        if re.fullmatch(seen, example):
            assert re.fullmatch(wanted, answer), f"{where}: {answer!r} does not look like {example!r}"
            return


def assert_echoed(answer: dict[str, Any], sent: dict[str, Any]) -> None:
    """Find everything that was sent unchanged in the answer; objects may have gained keys."""
    for key, value in sent.items():
        _assert_contains(answer[key], value, key)


def _assert_contains(answer: Any, sent: Any, where: str) -> None:
    match sent:
        case dict():
            for key, value in sent.items():
                _assert_contains(answer[key], value, f"{where}.{key}")
        case list():
            assert len(answer) == len(sent), where
            for index, value in enumerate(sent):
                _assert_contains(answer[index], value, f"{where}[{index}]")
        case str() if re.fullmatch(r"\d{4}-\d\d-\d\dT.*Z", sent):
            assert answer == re.sub(r"(\.\d+)?Z$", ".000Z", sent), where
        case _:
            assert answer == sent, where


def is_uuid(text: str) -> bool:
    return str(UUID(text)) == text
