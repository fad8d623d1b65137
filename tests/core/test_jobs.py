"""The door to background work, without a worker: what is queued, refused, outdated and given up."""

import inspect
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinatePeriodicDefer, ProcrastinateWorker
from procrastinate.worker import Worker

from core import jobs
from core.jobs import QueuedJob, job, retry_stalled, schedule, stalled
from tests import errands

pytestmark = pytest.mark.django_db


def test_a_rollback_queues_no_job() -> None:
    with transaction.atomic():
        assert errands.mail.enqueue("/folder", "carol")
        transaction.set_rollback(True)
    assert not QueuedJob.objects.exists()


def test_positional_and_named_arguments_are_the_same_job() -> None:
    errands.mail.enqueue("/folder", "carol")
    errands.mail.enqueue(folder="/folder", to="carol")
    assert [row.args for row in QueuedJob.objects.all()] == [{"folder": "/folder", "to": "carol"}] * 2


def test_wrong_arguments_are_refused_where_they_are_given() -> None:
    with pytest.raises(TypeError):
        errands.mail.enqueue("/folder")  # type: ignore[call-arg]  # the point


def test_a_held_key_refuses_the_second_job_and_spares_the_transaction() -> None:
    once = errands.mail.using(queueing_lock="carol")
    assert once.enqueue("/folder", "carol")
    assert not once.enqueue("/folder", "carol")
    assert errands.mail.enqueue("/folder", "dave"), "the transaction goes on"
    assert [row.args["to"] for row in QueuedJob.objects.order_by("pk")] == ["carol", "dave"]


def test_a_job_for_an_unknown_queue_is_refused_when_declared() -> None:
    with pytest.raises(LookupError, match="nobodys"):
        job(queue="nobodys")(lambda: None)


def test_enqueueing_raises_djangos_error_when_the_database_does_not_answer() -> None:
    """The edges make "try again" of it."""

    def enqueue_slowly() -> None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = 1")
            errands.mail.enqueue("/folder", "x" * 50_000_000)

    with pytest.raises(OperationalError, match="canceling statement"):
        enqueue_slowly()


def test_scheduled_jobs_are_counted_apart_from_ready_ones() -> None:
    errands.mail.using(run_after=timezone.now() + timedelta(hours=1)).enqueue("/folder", "carol")
    errands.mail.enqueue("/folder", "dave")
    assert sorted(jobs.counts()) == [("mails", "ready", 1), ("mails", "scheduled", 1)]


def _running(worker: ProcrastinateWorker | None, **fields: Any) -> QueuedJob:
    errands.mail.using(queueing_lock="carol").enqueue("/folder", "carol")
    row: QueuedJob = QueuedJob.objects.latest("pk")
    QueuedJob.objects.filter(pk=row.pk).update(status="doing", worker=worker, **fields)
    return row


def _worker(*, silent_for: float) -> ProcrastinateWorker:
    last_seen = timezone.now() - timedelta(seconds=silent_for)
    worker: ProcrastinateWorker = ProcrastinateWorker.objects.create(last_heartbeat=last_seen)
    return worker


def test_the_jobs_of_silent_and_unknown_workers_are_queued_again_and_others_not(settings: Any) -> None:
    alive, silent = _worker(silent_for=0), _worker(silent_for=settings.JOB_STALLED_AFTER + 1)
    rows = [_running(alive), _running(silent), _running(None)]
    assert retry_stalled.function() == 2
    now = {row.pk: row.status for row in QueuedJob.objects.all()}
    assert [now[row.pk] for row in rows] == ["doing", "todo", "todo"]


def test_a_job_that_kills_its_workers_is_given_up() -> None:
    row = _running(None, attempts=8)
    assert retry_stalled.function() == 1
    assert [again.pk for again in jobs.failed()] == [row.pk]
    assert jobs.failed()[0].attempts == 9


def test_a_job_whose_function_is_gone_is_given_up() -> None:
    row = _running(None)
    QueuedJob.objects.filter(pk=row.pk).update(task_name="tests.gone")
    assert stalled.retry_stalled.function() == 1
    assert jobs.failed().exists()


def test_a_periodic_run_older_than_another_is_skipped() -> None:
    """A worker that was stopped for a while queues it again, since the library has forgotten it."""
    second = int(timezone.now().timestamp())
    ProcrastinatePeriodicDefer.objects.create(task_name="tests.tick", defer_timestamp=second - 1)
    assert schedule._is_outdated("tests.tick", second - 2)
    assert not schedule._is_outdated("tests.tick", second - 1)
    assert not schedule._is_outdated("tests.other", second - 2)


def test_a_periodic_run_in_the_future_skips_no_other() -> None:
    second = int(timezone.now().timestamp())
    ProcrastinatePeriodicDefer.objects.create(task_name="tests.tick", defer_timestamp=second + 18_000)
    assert not schedule._is_outdated("tests.tick", second)


@pytest.mark.parametrize(("seconds", "cron"), [(5, "*/5"), (0.5, "*/1"), (1.2, "*/2"), (300, "*/59")])
def test_an_interval_is_at_least_a_second(seconds: float, cron: str) -> None:
    assert jobs.every(seconds=seconds) == f"* * * * * {cron}"


@pytest.mark.parametrize("name", ["_handle_notification", "_fetch_and_process_jobs"])
def test_the_library_has_the_private_methods_that_we_override(name: str) -> None:
    assert inspect.iscoroutinefunction(getattr(Worker, name))


def test_a_jobs_function_can_be_called_directly(tmp_path: Path) -> None:
    errands.mail.function(str(tmp_path), "carol")
    assert errands.notes(tmp_path) == ["mail to carol"]
