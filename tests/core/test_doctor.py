"""`manage.py doctor` is content with the real parts, finds each broken promise, prints its fix, and never hangs."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from procrastinate.contrib.django.models import ProcrastinateWorker

from core import storage
from core.doctor import (
    Probe,
    mail,
)
from core.doctor.masking import hide
from demo.services import S3, Home, Redis
from demo.services.home import turn as my_turn
from tests import stand_ins
from tests.browser.site import database_url
from tests.checkups import SECRETS, examined, results
from tests.settings import SITE_PORT, free_ports

ROOT = Path(__file__).resolve().parents[2]
needs_commits = pytest.mark.django_db(transaction=True)


def installation(**changes: str) -> dict[str, str]:
    """The environment of an installation on the test's own services."""
    right = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database_url(),
        "BASE_URL": f"http://127.0.0.1:{SITE_PORT}",
        "EMAIL_FROM": "Acme <interviews@acme.example>",
        "TE_TESTING": "",
        **SECRETS,
    }
    return os.environ | right | changes


def doctor(*options: str, **changes: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "doctor", *options]
    return subprocess.run(
        command, cwd=ROOT, env=installation(**changes), capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture
def a_worker(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    with (tmp_path / "worker.log").open("w") as log:
        started = subprocess.Popen(
            [sys.executable, "manage.py", "worker"], cwd=ROOT, env=installation(), stdout=log, stderr=log
        )
        try:
            until = time.monotonic() + 60
            while not ProcrastinateWorker.objects.exists():
                assert time.monotonic() < until, (tmp_path / "worker.log").read_text()
                time.sleep(0.1)
            yield
        finally:
            started.terminate()
            started.wait(30)


def test_it_is_content_with_the_real_parts(a_worker: None, mailbox: Callable[[str], list[EmailMessage]]) -> None:
    with stand_ins.relay(SECRETS["TURN_SECRET"]) as (port, relay):
        urls = [f"turn:127.0.0.1:{port}", f"turn:127.0.0.1:{port}?transport=tcp"]
        stun = [{"urls": f"stun:127.0.0.1:{port}"}]
        done = doctor(
            "--json",
            "--send-to=operator@acme.example",
            TURN_URLS=json.dumps(urls),
            ICE_SERVERS=json.dumps(stun),
        )
    told = json.loads(done.stdout)
    assert {found["result"] for found in told["findings"]} == {"ok"}, done.stdout
    assert told["ok"]
    assert done.returncode == 0
    assert len(told["findings"]) == 32
    assert relay.allocated == 0, "relays are given back"
    assert list(storage.listed("doctor/")) == []
    assert mailbox("operator@acme.example")[0]["subject"] == mail.SUBJECT
    for secret in (*SECRETS.values(), os.environ["S3_SECRET_ACCESS_KEY"]):
        assert secret not in done.stdout + done.stderr


@needs_commits
def test_for_people_it_prints_the_fix_under_the_failure_and_ends_with_1() -> None:
    [port] = free_ports(1)
    done = doctor(EMAIL_URL=f"smtp://app:hunter2hunter2@127.0.0.1:{port}", SECRET_KEY="short")
    assert done.returncode == 1
    assert re.search(
        r"^FAILED   mail\.connect .*Connection refused\n +Fix: Correct host and port in EMAIL_URL",
        done.stdout,
        re.MULTILINE,
    )
    assert re.search(r"^FAILED   settings\.secrets .*\n +Fix: Make one with", done.stdout, re.MULTILINE)
    assert re.search(r"^FAILED   worker\.alive .*\n +Fix: Start `manage.py worker`", done.stdout, re.MULTILINE)
    assert re.search(r"^\d+ ok, \d+ warning, 3 failed, \d+ skipped$", done.stdout, re.MULTILINE)
    assert "hunter2" not in done.stdout + done.stderr


@pytest.fixture
def stopped(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A Redis and a store that were stopped in the middle of their work."""
    with Home(tmp_path / "services") as home, ExitStack() as stack:
        parts = [Redis(home), S3(home, origins=[f"http://127.0.0.1:{SITE_PORT}"])]
        with my_turn():
            environment = {name: value for part in parts for name, value in stack.enter_context(part).items()}
        for part in parts:
            os.kill(part.child.pid, signal.SIGSTOP)
            stack.callback(os.kill, part.child.pid, signal.SIGCONT)
        yield environment


def test_nothing_that_hangs_makes_it_hang(stopped: dict[str, str]) -> None:
    with stand_ins.silent() as port:
        silent = {
            "DATABASE_URL": f"postgres://app:hunter2hunter2@127.0.0.1:{port}/app",
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "TURN_URLS": json.dumps([f"turn:127.0.0.1:{port}?transport=tcp", f"turn:127.0.0.1:{port}"]),
        }
        began = time.monotonic()
        done = doctor("--json", **stopped, **silent)
    assert time.monotonic() - began < 45  # most of it to start at all, on a busy machine
    assert done.returncode == 1
    findings = {found["probe"]: found for found in json.loads(done.stdout)["findings"]}
    fixes = {
        "database.connect": "Start PostgreSQL",
        "redis.connect": "Start Redis",
        "store.connect": "Start the store",
        "mail.connect": "Correct host and port",
        "turn.1": "Start the server of turn:",
        "turn.2": "Start the server of turn:",
    }
    for name, fix in fixes.items():
        assert findings[name]["result"] == "failed", findings[name]
        assert findings[name]["fix"].startswith(fix)
        assert findings[name]["seconds"] <= 10
    assert {findings[name]["result"] for name in ("database.limits", "redis.mode", "store.put", "store.clean")} == {
        "skipped"
    }
    assert findings["worker.alive"]["seen"] == "not tried, because of database.connect"
    assert "hunter2" not in done.stdout + done.stderr


def test_a_probe_that_hangs_ends_its_part_but_not_the_cleaning() -> None:
    released = threading.Event()
    hangs = Probe("hangs", "wait", lambda: str(released.wait(20)), "Release it.", limit=0.1)
    later = Probe("later", "go on", lambda: "done", "")
    cleans = Probe("cleans", "clean", lambda: "done", "", cleans=True)
    found = examined(hangs, later, cleans)
    released.set()
    assert results(found) == {"hangs": "failed", "later": "skipped", "cleans": "ok"}
    assert (found["hangs"].seen, found["hangs"].fix) == ("no answer within 0.1 s", "Release it.")


def test_no_secret_is_shown_in_any_form(settings: Any) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "app", "p&ss/wörd"
    settings.REDIS_URL = "redis://:p%40ss@redis:6379/0"
    forms = ["p&ss/wörd", quote("p&ss/wörd", safe=""), "p%40ss", "p@ss", settings.S3["secret_access_key"]]
    for form in [*forms, "AHAmc3Mvd8O2cmQ="]:
        assert hide(f"before {form} after").count(form) == (form == "AHAmc3Mvd8O2cmQ=")
    address = storage.presigned_get("a", seconds=60, content_type="video/webm")
    signature = re.findall(r"X-Amz-Signature=(\w+)", address)[0]
    assert signature not in hide(address)


AS_A_COMMAND = """
import runpy, sys
sys.argv = ["manage.py", sys.argv[1], "--help"]
try:
    runpy.run_path("manage.py", run_name="__main__")
except SystemExit:
    from django.conf import settings
    print("limit:", settings.DB_STATEMENT_TIMEOUT_MS, settings.DATABASES["default"]["OPTIONS"]["options"])
"""


@pytest.mark.parametrize(("command", "limit"), [("serve", 2000), ("doctor", 2000), ("worker", 0), ("migrate", 0)])
def test_servers_have_the_time_limits_of_the_manual_and_jobs_have_none(command: str, limit: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", AS_A_COMMAND, command],
        cwd=ROOT,
        env=installation(DATABASE_URL=os.environ["DATABASE_URL"]),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == f"limit: {limit} -c lock_timeout={limit // 2} -c statement_timeout={limit}"
