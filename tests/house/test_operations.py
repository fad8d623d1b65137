"""The operator's manual names every metric, every fault, and only log lines that exist."""

import json
import re
from pathlib import Path

from prometheus_client.metrics import MetricWrapperBase

from core import metrics, storage
from demo.services import s3

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


def test_the_bucket_rule_it_gives_is_the_one_the_tests_run_with_and_enough_to_upload() -> None:
    [given] = re.findall(r"^```json\n(.*?)^```$", MANUAL, re.MULTILINE | re.DOTALL)
    [rule] = json.loads(given)["CORSRules"]
    assert rule == s3.cors(rule["AllowedOrigins"])
    _, headers = storage.presigned_put("a", size=1, sha256="00" * 32, content_type="video/webm")
    assert set(headers) <= set(rule["AllowedHeaders"])


def test_every_log_line_in_operations_md_exists_in_the_code() -> None:
    named = re.findall(r"`([a-z]+(?: [a-z,]+)+)`", MANUAL)
    assert len(set(named)) > 6
    assert [line for line in named if f'"{line}"' not in SOURCES] == []
