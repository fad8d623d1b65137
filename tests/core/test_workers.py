"""Real worker processes on the test's database: order, take-over, periodic work, back-off and farewell."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from core import jobs
from core.jobs import QueuedJob
from tests import errands
from tests.browser.site import database_url

pytestmark = pytest.mark.django_db(transaction=True)
Workers = Callable[..., subprocess.Popen[bytes]]
FILMS = settings.JOB_QUEUES["recordings"]


def started(folder: Path, *options: str) -> subprocess.Popen[bytes]:
    """A worker process; its log is `<pid>.log` in the folder."""
    facts = {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "tests.worker_settings"}
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "worker", *options]
    with (folder / "log").open("wb") as log:
        environment = os.environ | facts | {"TE_ERRANDS": str(folder)}
        process = subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, stderr=log)
    (folder / "log").rename(folder / f"{process.pid}.log")
    return process


@pytest.fixture
def workers(transactional_db: None, tmp_path: Path) -> Iterator[Workers]:
    """Starts worker processes; whatever still lives is killed afterwards."""
    processes: list[subprocess.Popen[bytes]] = []

    def start(*options: str) -> subprocess.Popen[bytes]:
        processes.append(started(tmp_path, *options))
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def mailer(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A worker that sends mails only, for all tests that kill nobody; answers the folder of its log."""
    folder = tmp_path_factory.mktemp("mailer")
    process = started(folder, "--queues", "mails=1")
    yield folder / f"{process.pid}.log"
    process.kill()
    process.wait()


def until(happens: Callable[[], Any], *, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)


def mails() -> QuerySet[QueuedJob]:
    return QueuedJob.objects.filter(queue_name="mails")


def count(folder: Path, beginning: str) -> int:
    return sum(line.startswith(beginning) for line in errands.notes(folder))


def test_recordings_never_delay_a_mail(workers: Workers, tmp_path: Path) -> None:
    """More films than the worker has threads for them, and still the mail leaves."""
    workers()
    for _ in range(FILMS + 2):
        errands.long_film.enqueue(str(tmp_path))
    until(lambda: count(tmp_path, "film begun") == FILMS)
    errands.mail.enqueue(str(tmp_path), "carol")
    until(lambda: count(tmp_path, "mail to carol"))
    assert not count(tmp_path, "film done")
    (tmp_path / "finish").touch()
    until(lambda: count(tmp_path, "film done") == FILMS + 2)


def test_the_job_of_a_killed_worker_is_taken_over(workers: Workers, tmp_path: Path) -> None:
    first = workers()
    errands.long_film.enqueue(str(tmp_path))
    until(lambda: f"film begun by {first.pid}" in errands.notes(tmp_path))
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    second = workers()
    until(lambda: f"film begun by {second.pid}" in errands.notes(tmp_path))
    (tmp_path / "finish").touch()
    until(lambda: f"film done by {second.pid}" in errands.notes(tmp_path))
    assert count(tmp_path, "film done") == 1


def test_a_draining_worker_finishes_running_jobs_and_starts_no_other(workers: Workers, tmp_path: Path) -> None:
    """It lives, so nobody takes its film over, although the library itself sends no heartbeat any more."""
    first = workers()
    errands.long_film.enqueue(str(tmp_path))
    until(lambda: count(tmp_path, "film begun"))
    first.send_signal(signal.SIGTERM)
    time.sleep(1)
    errands.mail.enqueue(str(tmp_path), "carol")
    second = workers("--queues", "recordings,housekeeping")
    until(lambda: errands.ticks(tmp_path) > 1)
    before = errands.ticks(tmp_path)
    until(lambda: errands.ticks(tmp_path) > before + settings.JOB_STALLED_AFTER * 2)
    assert errands.notes(tmp_path) == [f"film begun by {first.pid}"]
    (tmp_path / "finish").touch()
    assert first.wait(20) == 0
    assert errands.notes(tmp_path) == [f"film begun by {first.pid}", f"film done by {first.pid}"]
    assert not QueuedJob.objects.filter(queue_name="recordings").exists()
    assert ("mails", "ready", 1) in jobs.counts(), "a worker does the queues it is given, and no others"
    assert second.poll() is None


def test_two_workers_do_periodic_work_once(workers: Workers, tmp_path: Path) -> None:
    for process in (workers(), workers()):
        log = tmp_path / f"{process.pid}.log"
        until(lambda log=log: "worker started" in log.read_text())  # type: ignore[misc]  # a bound argument
    time.sleep(1)
    before, began = errands.ticks(tmp_path), time.time()
    until(lambda: errands.ticks(tmp_path) >= before + 5)
    assert errands.ticks(tmp_path) - before <= time.time() - began + 2


def test_a_worker_whose_connections_are_cut_goes_on(workers: Workers, tmp_path: Path) -> None:
    worker = workers()
    for number in range(3):
        errands.mail.enqueue(str(tmp_path), f"carol {number}")
        until(lambda: len(errands.notes(tmp_path)) == number + 1)  # noqa: B023 -- called here only
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
    before = errands.ticks(tmp_path)
    until(lambda: errands.ticks(tmp_path) > before + 1)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(20) == 0


def test_a_job_waits_for_the_commit(mailer: Path, tmp_path: Path) -> None:
    with transaction.atomic():
        errands.mail.enqueue(str(tmp_path), "carol")
        errands.mail.using(run_after=None).enqueue(str(tmp_path), "dave")
        time.sleep(0.5)
    errands.mail.enqueue(str(tmp_path), "erin")
    until(lambda: len(errands.notes(tmp_path)) == 3)
    assert errands.notes(tmp_path) == ["mail to carol", "mail to dave", "mail to erin"]


def test_a_failing_job_is_repeated_until_it_succeeds(mailer: Path, tmp_path: Path) -> None:
    errands.refused_mail.enqueue(str(tmp_path), failures=2)
    until(lambda: not mails().exists())
    assert errands.notes(tmp_path) == ["mail tried"] * 3


def test_a_job_that_always_fails_stays_listed_as_failed(mailer: Path, tmp_path: Path) -> None:
    errands.refused_mail.enqueue(str(tmp_path), failures=99)
    until(lambda: jobs.failed().exists())
    assert ("mails", "failed", 1) in jobs.counts()
    assert errands.notes(tmp_path) == ["mail tried"] * 3
    assert "no such mailbox" in mailer.read_text()


def test_a_failed_job_releases_its_queueing_lock(mailer: Path, tmp_path: Path) -> None:
    """Else its repetition would be refused when another one has taken the key meanwhile."""
    refused = errands.refused_mail.using(queueing_lock="one at a time")
    assert refused.enqueue(str(tmp_path), failures=1)
    until(lambda: errands.notes(tmp_path))
    until(lambda: refused.enqueue(str(tmp_path), failures=1))
    until(lambda: not mails().exists())
    assert errands.notes(tmp_path) == ["mail tried"] * 3


@pytest.mark.parametrize("undone", [True, False])
def test_what_a_job_enqueues_is_in_its_transaction(mailer: Path, tmp_path: Path, undone: bool) -> None:  # noqa: FBT001 -- a parameter
    errands.chain.enqueue(str(tmp_path), undone=undone)
    errands.mail.enqueue(str(tmp_path), "the last")
    until(lambda: count(tmp_path, "mail to the last") and not mails().exists())
    assert count(tmp_path, "mail to chained") == (not undone)
