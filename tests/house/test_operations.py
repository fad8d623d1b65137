"""The operator's manual names every metric, every fault, and only log lines that exist."""

import re
from pathlib import Path

from prometheus_client.metrics import MetricWrapperBase

from core import metrics

ROOT = Path(__file__).resolve().parents[2]
MANUAL = (ROOT / "docs/operations.md").read_text()
SOURCES = "".join(
    path.read_text() for app in ("core", "interviews", "consumers") for path in (ROOT / app).rglob("*.py")
)


def test_every_metric_is_explained_and_no_other() -> None:
    declared = {found._name for found in vars(metrics).values() if isinstance(found, MetricWrapperBase)}
    assert {name.removesuffix("_total") for name in re.findall(r"\bte_[a-z_]+", MANUAL)} == declared


def test_every_fault_is_explained() -> None:
    assert re.findall(r"^\| (F\d+) \|", MANUAL, re.MULTILINE) == [f"F{n}" for n in range(1, 16)]


def test_every_line_it_names_can_be_said() -> None:
    named = re.findall(r"`([a-z]+(?: [a-z,]+)+)`", MANUAL)
    assert len(set(named)) > 6
    assert [line for line in named if f'"{line}"' not in SOURCES] == []
