"""`tests/README.md` says what each folder of tests is for."""

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]


def test_every_folder_of_tests_is_described() -> None:
    folders = {path.name for path in TESTS.iterdir() if path.is_dir() and not path.name.startswith(("_", "."))}
    described = re.findall(r"^\| `(\w+)/` \| \S", (TESTS / "README.md").read_text(), re.MULTILINE)
    assert folders - set(described) == set()
    assert described == sorted(described)
