"""The doctor finds what is wrong with the database, Redis, the workers and the settings, and prints its fix."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateWorker

from core.doctor import Warned, configuration, database, messages, worker
from core.jobs import QueuedJob
from demo.services.children import Child
from demo.services.home import turn as my_turn
from demo.services.redis import _program
from tests import errands, stand_ins
from tests.checkups import SECRETS, examined, results
from tests.settings import free_ports

needs_commits = pytest.mark.django_db(transaction=True)


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
    place = connections.settings["default"]
    with stand_ins.pooler(f"{place['HOST']}/.s.PGSQL.5432") as port, connection.cursor() as cursor:
        monkeypatch.setitem(place, "HOST", "127.0.0.1")
        monkeypatch.setitem(place, "PORT", str(port))
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
    with pytest.raises(Warned, match="for ever"):
        database._limits()


@needs_commits
def test_a_missing_migration_is_found_out() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE app = 'core' AND name LIKE '0004%%' RETURNING app, name, applied"
        )
        [row] = cursor.fetchall()
        try:
            found = examined(*database.probes())["database.migrations"]
        finally:
            cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", row)
    assert (found.result, found.seen) == ("failed", "1 not applied: core.0004_sign_ins_without_stored_tokens")
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
    QueuedJob.objects.all().delete()  # those that other tests left
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
