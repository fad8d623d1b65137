"""What browsers get from others is exactly what the lock file says, and none of it comes from another host."""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "core/static/vendor"
LOCK = VENDOR / "vendor.lock.json"
ENTRIES = json.loads(LOCK.read_text())


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["file"])
def test_a_vendored_file_has_the_checksum_of_the_lock(entry: dict[str, str]) -> None:
    assert hashlib.sha256((VENDOR / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]


def test_nothing_is_vendored_beside_the_lock() -> None:
    assert {path.name for path in VENDOR.iterdir()} == {entry["file"] for entry in ENTRIES} | {LOCK.name}


def test_every_vendored_package_is_credited_with_its_licence() -> None:
    notices = (ROOT / "THIRD_PARTY.md").read_text()
    packages = [package for entry in ENTRIES for package in entry["packages"]]
    missing = [p["name"] for p in packages if f"## {p['name']} {p['version']} ({p['licence']})" not in notices]
    assert missing == []


def test_the_npm_lock_keeps_checksums_and_no_addresses() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    installed = {path: package for path, package in packages.items() if path}
    assert [path for path, package in installed.items() if "resolved" in package] == []
    assert [path for path, package in installed.items() if "integrity" not in package] == []


def test_the_import_map_names_every_shared_module() -> None:
    named = set(re.findall(r'"te/([\w/.-]+)":', (ROOT / "core/templates/core/importmap.html").read_text()))
    modules = ROOT / "core/static/te"
    assert named == {path.relative_to(modules).as_posix() for path in modules.rglob("*.js")}


def test_no_module_names_a_bare_package_in_a_dynamic_import_or_a_type_comment() -> None:
    # The hashing storage takes `import("lit")`, even in a comment, for a missing file and refuses to collect at all:
    # types come in by `@import { X } from "lit"`.
    ours = [path for path in ROOT.glob("*/static/**/*.js") if "vendor" not in path.parts]
    assert [path.name for path in ours if re.search(r"""import\(["'](?![./])""", path.read_text())] == []
