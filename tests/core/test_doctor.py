"""`manage.py doctor` is content with the real parts, finds each broken promise, prints its fix, and never hangs."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection, connections
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateWorker

from core import storage
from core.doctor import Finding, Probe, configuration, database, mail, messages, run, store, turn, worker
from core.doctor.masking import hide
from core.jobs import QueuedJob
from demo.services import S3, Home, Redis
from demo.services.children import Child
from demo.services.home import turn as my_turn
from demo.services.redis import _program
from interviews.models import Participant
from interviews.room import ice
from tests import errands, stand_ins
from tests.browser.site import database_url
from tests.settings import SITE_PORT, free_ports

ROOT = Path(__file__).resolve().parents[2]
SECRETS = {
    "SECRET_KEY": "correct-horse-battery-staple-0123456789-abcdefghijklmnop",
    "TURN_SECRET": "relay-secret-of-the-doctors-test",
}
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


def by_name(findings: Sequence[Finding]) -> dict[str, Finding]:
    return {finding.probe: finding for finding in findings}


def examined(*probes: Probe) -> dict[str, Finding]:
    return by_name(list(run([probes])))


def results(findings: dict[str, Finding]) -> dict[str, str]:
    return {name: finding.result for name, finding in findings.items()}


# --- the whole of it ------------------------------------------------------------------------------------------------


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
    released, cleaned = threading.Event(), threading.Event()
    hangs = Probe("hangs", "wait", lambda: str(released.wait(20)), "Release it.", limit=0.1)
    later = Probe("later", "go on", lambda: "done", "")
    cleans = Probe("cleans", "clean", lambda: str(cleaned.set()), "", cleans=True)
    found = examined(hangs, later, cleans)
    released.set()
    assert results(found) == {"hangs": "failed", "later": "skipped", "cleans": "ok"}
    assert (found["hangs"].seen, found["hangs"].fix) == ("no answer within 0.1 s", "Release it.")
    assert cleaned.is_set()


def test_no_secret_is_shown_in_any_form(settings: Any) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "app", "p&ss/wörd"
    settings.REDIS_URL = "redis://:p%40ss@redis:6379/0"
    forms = ["p&ss/wörd", quote("p&ss/wörd", safe=""), "p%40ss", "p@ss", settings.S3["secret_access_key"]]
    for form in [*forms, "AHAmc3Mvd8O2cmQ="]:
        assert hide(f"before {form} after").count(form) == (form == "AHAmc3Mvd8O2cmQ=")
    address = storage.presigned_get("a", seconds=60, content_type="video/webm")
    signature = re.findall(r"X-Amz-Signature=(\w+)", address)[0]
    assert signature not in hide(address)


# --- each promise, broken -------------------------------------------------------------------------------------------


@pytest.fixture
def stored(settings: Any) -> Iterator[Callable[..., None]]:
    """Objects are kept somewhere else for one test."""

    def at(**place: Any) -> None:
        settings.S3 = settings.S3 | place
        forget()

    def forget() -> None:
        for cached in (storage._client, storage._hasty, storage.origin):
            cached.cache_clear()

    yield at
    forget()


def test_a_store_that_takes_anything_is_found_out(stored: Callable[..., None], settings: Any) -> None:
    with stand_ins.careless_store() as (port, objects):
        stored(endpoint_url=f"http://127.0.0.1:{port}", prefix="")
        objects["t/film"] = b"of somebody"
        found = examined(*store.probes())
        assert objects == {"t/film": b"of somebody"}, "all of ours are gone, and nothing else"
    assert results(found) == {
        "store.connect": "ok",
        "store.origin": "ok",
        "store.put": "ok",
        "store.repeat": "failed",
        "store.wrong_bytes": "failed",
        "store.longer": "failed",
        "store.get": "failed",
        "store.private": "failed",
        "store.list": "failed",
        "store.cors": "failed",
        "store.clean": "ok",
    }
    assert "keeps If-None-Match" in found["store.repeat"].fix
    assert "checks x-amz-checksum-sha256 of a signed PUT" in found["store.wrong_bytes"].fix
    assert "checks the signed Content-Length" in found["store.longer"].fix
    assert "pass Range on" in found["store.get"].fix
    assert "Make the bucket private" in found["store.private"].fix
    assert found["store.list"].seen.startswith("3 objects instead of 1")
    assert "The bucket's CORS rule" in found["store.cors"].fix


def test_a_bucket_whose_rule_names_other_pages_is_found_out(settings: Any) -> None:
    settings.BASE_URL = "http://elsewhere.example"
    found = examined(*store.probes())
    assert found["store.cors"].result == "failed"
    assert "The bucket's CORS rule" in found["store.cors"].fix
    assert "with http://elsewhere.example as its origin" in found["store.cors"].fix
    assert {finding.result for name, finding in found.items() if name != "store.cors"} == {"ok"}


@pytest.mark.parametrize(
    ("place", "fix"),
    [
        ({"bucket": "no-such-bucket"}, "Create the bucket, or correct S3_BUCKET"),
        ({"secret_access_key": "no-such-key"}, "Correct S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY"),
        ({"endpoint_url": "http://127.0.0.1:1"}, "Start the store"),
    ],
)
def test_a_store_that_does_not_let_us_in_is_told_apart(
    stored: Callable[..., None], place: dict[str, str], fix: str
) -> None:
    stored(**place)
    found = examined(*store.probes())
    assert found["store.connect"].fix.startswith(fix)
    assert results(found) == {name: "failed" if name == "store.connect" else "skipped" for name in found}


def test_a_store_without_tls_for_pages_with_it_is_found_out(stored: Callable[..., None], settings: Any) -> None:
    settings.BASE_URL = "https://interviews.example"
    stored(endpoint_url="http://store.example")
    with pytest.raises(store.Failed) as failed:
        store.SampleObjects().origin()
    assert failed.value.fix
    assert failed.value.fix.startswith("Give the store TLS")


@pytest.fixture
def limited(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `serve` connects; only new connections do."""
    settings.DB_STATEMENT_TIMEOUT_MS = 2000
    options = connections.settings["default"]["OPTIONS"]
    monkeypatch.setitem(options, "options", "-c lock_timeout=1000 -c statement_timeout=2000")


@needs_commits
def test_a_pooler_that_drops_the_time_limits_is_found_out_and_the_fix_mends_it(
    limited: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(results(examined(*database.probes())).values()) == {"ok"}
    place = connections.settings["default"]["OPTIONS"]
    with stand_ins.pooler(f"{place['host']}/.s.PGSQL.5432") as port, connection.cursor() as cursor:
        monkeypatch.setitem(place, "host", "127.0.0.1")
        monkeypatch.setitem(place, "port", str(port))
        found = examined(*database.probes())["database.limits"]
        assert found.result == "failed"
        assert found.seen.startswith("statement_timeout 0 ms, lock_timeout 0 ms")
        statements = re.findall(r"ALTER ROLE [^;]+;", found.fix)
        assert len(statements) == 2
        try:
            for statement in statements:
                cursor.execute(statement)
            assert examined(*database.probes())["database.limits"].result == "ok"
        finally:
            for statement in statements:
                cursor.execute(re.sub(r"SET (\w+) = .*", r"RESET \1", statement))


def test_no_time_limit_at_all_is_a_warning(settings: Any) -> None:
    settings.DB_STATEMENT_TIMEOUT_MS = 0
    with pytest.raises(database.Warned, match="for ever"):
        database._limits()


@needs_commits
def test_a_missing_migration_is_found_out() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE app = 'core' AND name LIKE '0003%%' RETURNING app, name, applied"
        )
        [row] = cursor.fetchall()
        try:
            found = examined(*database.probes())["database.migrations"]
        finally:
            cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", row)
    assert (found.result, found.seen) == ("failed", "1 not applied: core.0003_whole_names")
    assert found.fix.startswith("Run `manage.py migrate`")


@needs_commits
def test_clocks_that_differ_are_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow:
        time = staticmethod(lambda: time.time() - 45)

    monkeypatch.setattr(database, "time", Slow)
    found = examined(*database.probes())["database.clock"]
    assert (found.result, found.seen[:16]) == ("warning", "this machine is ")
    assert found.seen.endswith("s behind the database")
    assert found.fix.startswith("Run NTP")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Valkey in cluster mode, with a password; its address without it."""
    folder = tmp_path_factory.mktemp("cluster")
    with my_turn():
        [port] = free_ports(1)
        words = [
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--cluster-enabled",
            "yes",
            "--cluster-port",
            str(free_ports(1)[0]),
        ]
        child = Child(
            "cluster",
            [str(_program()), *words, "--requirepass", "sesame", "--dir", str(folder), "--save", ""],
            folder=folder,
        )
        child.start()
        child.wait_until(lambda: "Ready to accept" in child.tail(50), seconds=30)
    yield f"127.0.0.1:{port}/0"
    child.stop()


def test_a_redis_cluster_is_refused_with_a_sentence(cluster: str, settings: Any) -> None:
    settings.REDIS_URL = f"redis://:sesame@{cluster}"
    found = examined(*messages.probes())
    assert (found["redis.connect"].result, found["redis.mode"].result) == ("ok", "failed")
    assert found["redis.mode"].fix.startswith("Use a single Redis: in a Cluster")


def test_a_wrong_password_of_redis_is_told_apart(cluster: str, settings: Any) -> None:
    settings.REDIS_URL = f"redis://:hunter2@{cluster}"
    found = examined(*messages.probes())["redis.connect"]
    assert (found.result, found.fix) == ("failed", "Correct the user and password in REDIS_URL.")


@pytest.mark.parametrize(
    ("info", "name", "fix"),
    [
        ({"redis_version": "6.0.16"}, "redis.connect", "Use Redis 6.2 or newer"),
        ({"redis_version": "7.2.4", "role": "slave"}, "redis.mode", "Set REDIS_URL to the primary"),
        (
            {"redis_version": "7.2.4", "redis_mode": "sentinel"},
            "redis.mode",
            "Set REDIS_URL to the Redis server itself",
        ),
    ],
)
def test_a_redis_that_cannot_serve_is_found_out(
    monkeypatch: pytest.MonkeyPatch, info: dict[str, str], name: str, fix: str
) -> None:
    monkeypatch.setattr("core.bus.diagnosis.server", lambda: info)
    found = examined(*messages.probes())[name]
    assert found.result == "failed"
    assert found.fix.startswith(fix)


def test_messages_that_do_not_arrive_are_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "PATIENCE", 0.0)
    found = examined(*messages.probes())["redis.messages"]
    assert (found.result, found.seen) == ("failed", "TimeoutError: no message within 0 s")
    assert "+@pubsub" in found.fix


def test_a_refused_login_is_told_without_the_password(settings: Any) -> None:
    with stand_ins.indiscreet_mail_server() as port:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "app", "hunter2hunter2"
        found = examined(*mail.probes(None))
    assert found["mail.connect"].seen == "535 5.7.8 I do not know [secret]"
    assert found["mail.connect"].fix == "Correct the user and password in EMAIL_URL."
    assert found["mail.send"].result == "skipped"


def test_a_login_that_the_server_does_not_offer_is_told(settings: Any) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "app", "hunter2hunter2"
    found = examined(*mail.probes(None))["mail.connect"]
    assert found.result == "failed"
    assert found.fix.startswith("The server offers no STARTTLS or login there")


def test_mail_that_goes_to_nobody_is_a_warning(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    found = examined(*mail.probes(None))
    assert results(found) == {"mail.connect": "warning", "mail.sender": "warning", "mail.send": "skipped"}
    assert found["mail.connect"].fix.startswith("Set EMAIL_URL")
    assert found["mail.sender"].fix.startswith("Set EMAIL_FROM")


def relayed(settings: Any, url: str) -> Finding:
    settings.TURN_URLS, settings.TURN_SECRET = [url], SECRETS["TURN_SECRET"]
    [_, [probe]] = turn.parts(ice.servers(Participant(role="host")))
    return examined(probe)["turn.1"]


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_a_relay_of_another_secret_is_found_out(settings: Any, transport: str) -> None:
    with stand_ins.relay("another secret") as (port, _):
        found = relayed(settings, f"turn:127.0.0.1:{port}?transport={transport}")
    assert (found.result, found.seen) == ("failed", "the credentials were refused (401)")
    assert "the value of TURN_SECRET as static-auth-secret" in found.fix


def test_a_relay_for_anybody_is_found_out(settings: Any) -> None:
    with stand_ins.relay("", is_open=True) as (port, _):
        found = relayed(settings, f"turn:127.0.0.1:{port}")
    assert found.fix.startswith("Set use-auth-secret in coturn")


@pytest.mark.parametrize(
    ("url", "port"),
    [
        ("turn:127.0.0.1:1?transport=tcp", "1/tcp"),
        ("turns:127.0.0.1", "5349/tcp"),
        ("turn:127.0.0.1", "3478/udp"),
        ("turn://127.0.0.1", "as in turn:turn.example.com:3478"),
    ],
)
def test_a_relay_that_nobody_reaches_is_found_out(settings: Any, url: str, port: str) -> None:
    found = relayed(settings, url)
    assert found.result == "failed"
    assert found.fix == f"Start the server of {url}, and open its port to the internet ({port})."


@pytest.mark.parametrize(
    ("urls", "secret", "result", "fix"),
    [
        ([], None, "skipped", "About one call in ten"),
        (["turn:a.example"], None, "failed", "Give coturn use-auth-secret"),
        ([], "sesame", "warning", "Set TURN_URLS"),
    ],
)
def test_half_a_relay_is_found_out(settings: Any, urls: list[str], secret: str | None, result: str, fix: str) -> None:
    settings.TURN_URLS, settings.TURN_SECRET = urls, secret
    found = examined(*turn.parts([])[0])["turn.settings"]
    assert found.result == result
    assert found.fix.startswith(fix)


@needs_commits
def test_no_worker_and_a_silent_one_are_found_out(settings: Any) -> None:
    assert examined(*worker.probes())["worker.alive"].seen == "no worker runs"
    silent_for = timedelta(seconds=settings.JOB_STALLED_AFTER + 5)
    silent = ProcrastinateWorker.objects.create(last_heartbeat=timezone.now() - silent_for)
    try:
        found = examined(*worker.probes())["worker.alive"]
    finally:
        silent.delete()
    assert found.result == "failed"
    assert found.fix.startswith("Start `manage.py worker`")


@needs_commits
def test_a_queue_that_nobody_serves_and_one_that_is_slow_are_told_apart() -> None:
    errands.mail.enqueue("/folder", "carol")
    assert examined(*worker.probes())["worker.queues"].result == "ok"
    ProcrastinateEvent.objects.update(at=timezone.now() - timedelta(seconds=90))
    found = examined(*worker.probes())["worker.queues"]
    assert (found.result, found.fix) == ("failed", "No worker serves mails: start `manage.py worker` for all queues.")
    errands.mail.enqueue("/folder", "dave")
    QueuedJob.objects.filter(args__to="dave").update(status="doing")
    found = examined(*worker.probes())["worker.queues"]
    assert found.result == "warning"
    assert found.fix.startswith("Start another worker")


@needs_commits
def test_a_job_for_later_is_no_late_one() -> None:
    errands.mail.using(run_after=timezone.now() + timedelta(hours=1)).enqueue("/folder", "carol")
    ProcrastinateEvent.objects.update(at=timezone.now() - timedelta(hours=9))
    assert examined(*worker.probes())["worker.queues"].result == "ok"


@needs_commits
def test_jobs_that_were_given_up_are_a_warning() -> None:
    errands.mail.enqueue("/folder", "carol")
    QueuedJob.objects.update(status="failed")
    found = examined(*worker.probes())["worker.given_up"]
    assert (found.result, found.seen) == ("warning", "1 job was given up")
    assert "retry <id>" in found.fix


@pytest.mark.parametrize(
    ("changes", "name", "result", "fix"),
    [
        ({"SECRET_KEY": "aaaa" * 20}, "settings.secrets", "failed", "Make one with"),
        ({"SECRET_KEY": "tooshort"}, "settings.secrets", "failed", "Make one with"),
        ({"TURN_SECRET": "sesame"}, "settings.secrets", "warning", "Make one with"),
        ({"DEBUG": True}, "settings.debug", "failed", "Set DEBUG=false"),
        ({"TE_DEMO": True}, "settings.debug", "warning", "Leave TE_DEMO out"),
        ({"BASE_URL": "http://a.example"}, "settings.address", "failed", "Set BASE_URL to the https://"),
        ({"BASE_URL": "https://a.example"}, "settings.address", "failed", 'Set ALLOWED_HOSTS to ["a.example"]'),
        ({"BASE_URL": "https://testserver"}, "settings.address", "warning", "Set TRUSTED_PROXIES"),
        ({"PUBLIC_CLOSE_POLICY": "open"}, "settings.checks", "failed", "Run `manage.py check --deploy`"),
    ],
)
def test_settings_that_are_not_for_production_are_found_out(
    settings: Any, changes: dict[str, Any], name: str, result: str, fix: str
) -> None:
    right = {"SECRET_KEY": SECRETS["SECRET_KEY"], "BASE_URL": "http://localhost:8002"}
    for setting, value in (right | changes).items():
        setattr(settings, setting, value)
    found = examined(*configuration.probes())
    assert found[name].result == result, found[name]
    assert found[name].fix.startswith(fix)
    assert {finding.result for other, finding in found.items() if other != name} == {"ok"}


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
