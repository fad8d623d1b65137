"""The commands a developer calls all day are explained, complete, and do no more than asked."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

CHECKOUT = Path(__file__).resolve().parents[2]
MAKEFILE = (CHECKOUT / "Makefile").read_text()
TARGETS = re.findall(r"^([a-z-]+):(?!=)", MAKEFILE, re.MULTILINE)


def test_make_alone_explains_every_target() -> None:
    printed = subprocess.run(["make"], cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^make ([a-z-]+) +\S", printed, re.MULTILINE) == TARGETS
    assert {"demo", "dev", "test", "unit", "check", "nightly"} <= set(TARGETS)


def test_every_long_test_runs_at_night() -> None:
    """A test that a variable makes longer is in a target that `make nightly` names."""
    nightly = re.findall(r"^NIGHTLY := (.*)$", MAKEFILE, re.MULTILINE)[0].split()
    switches = set(re.findall(r"TE_(?:FAULTS_FULL|LOOKS|FUZZ_\w+|MODEL_\w+)(?==)", MAKEFILE))
    sources = "".join(path.read_text() for path in (CHECKOUT / "tests").rglob("*.py"))
    read = set(re.findall(r'environ(?:\.get\(|\[)"(TE_(?:FAULTS_FULL|LOOKS|FUZZ_\w+|MODEL_\w+))"', sources))
    assert switches == read - {"TE_FUZZ_SEED"}
    for switch in switches:
        rule = re.search(rf"^([a-z-]+):.*\n(?:\t.*\n)*?\t.*{switch}=", MAKEFILE, re.MULTILINE)
        assert rule
        assert rule[1] in nightly


@pytest.mark.parametrize(
    ("arguments", "browser", "node"),
    [
        ("", True, True),
        ("-k mail", True, True),
        ("tests", True, False),
        ("tests/core/test_logs.py", False, False),
        ("tests/core tests/hiring -k mail", False, False),
        ("tests/browser/test_host.py", True, False),
        ("tests/core tests/browser", True, False),
    ],
)
def test_only_what_the_named_tests_need_is_installed_and_run(
    tmp_path: Path, arguments: str, *, browser: bool, node: bool
) -> None:
    """The real script, among programs that only write down that they were called."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / ".venv/bin").mkdir(parents=True)
    shutil.copy(CHECKOUT / "scripts/test", tmp_path / "scripts/test")
    for name in ("scripts/chromium", "scripts/node", ".venv/bin/pytest"):
        (tmp_path / name).write_text(f'#!/bin/sh\necho "{name} $*" >>called\n')
        (tmp_path / name).chmod(0o755)
    subprocess.run([tmp_path / "scripts/test", *arguments.split()], check=True)
    called = (tmp_path / "called").read_text()
    assert f".venv/bin/pytest -n 2 --dist loadgroup {arguments}".strip() in called
    assert ("scripts/chromium" in called, "scripts/node test" in called) == (browser, node)


def test_ci_does_what_anybody_can_do() -> None:
    flow = yaml.safe_load((CHECKOUT / ".github/workflows/ci.yml").read_text())
    commands = [step["run"] for job in flow["jobs"].values() for step in job["steps"] if "run" in step]
    assert commands == [".ci/run"]


def test_hooks_before_a_commit_bring_no_tools_of_their_own() -> None:
    hooks = yaml.safe_load((CHECKOUT / ".pre-commit-config.yaml").read_text())
    assert {repo["repo"] for repo in hooks["repos"]} == {"local"}
    assert {hook["language"] for repo in hooks["repos"] for hook in repo["hooks"]} == {"system"}
