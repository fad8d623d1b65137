"""The workers: one is alive, every queue is worked on, and no job was given up."""

from django.conf import settings
from django.db import ProgrammingError, connection

from core import jobs
from core.doctor.examination import Failed, NotApplicable, Probe, Warned
from core.jobs import health

PATIENCE = 60.0  # seconds that a due job may wait


def probes() -> list[Probe]:
    """They need the database: put them behind its probes."""
    return [
        Probe(
            "worker.alive",
            "read when a worker last gave a sign of life",
            _alive,
            "Start `manage.py worker`, and let a supervisor start it again; without one no mail is sent and no film made.",
        ),
        Probe(
            "worker.queues",
            "read how long due jobs have waited",
            _queues,
            "Start another worker, or give a queue more threads: `manage.py worker --queues recordings=4`.",
        ),
        Probe(
            "worker.given_up",
            "count the jobs that were given up",
            _given_up,
            "List them in `manage.py procrastinate shell` (`list_jobs status=failed details`), then `retry <id>`.",
        ),
    ]


def _alive() -> str:
    try:
        age = health.heartbeat_age()
    except ProgrammingError as error:
        raise NotApplicable("the queue has no tables yet") from error
    finally:
        connection.close()
    if age is None:
        raise Failed("no worker runs")
    if age > settings.JOB_STALLED_AFTER:
        raise Failed(f"the last sign of life of a worker is {age:.0f} s old")
    return f"a worker gave a sign of life {max(age, 0):.0f} s ago"


def _queues() -> str:
    try:
        late = {queue: seconds for queue, seconds in health.waiting().items() if seconds > PATIENCE}
        busy = {queue for queue, status, _ in jobs.counts() if status == "running"}
    except ProgrammingError as error:
        raise NotApplicable("the queue has no tables yet") from error
    finally:
        connection.close()
    if not late:
        return "no job waits"
    seen = ", ".join(f"{queue}: the oldest due job has waited {seconds:.0f} s" for queue, seconds in late.items())
    if abandoned := sorted(set(late) - busy):
        raise Failed(seen, f"No worker serves {', '.join(abandoned)}: start `manage.py worker` for all queues.")
    raise Warned(seen)


def _given_up() -> str:
    try:
        count = jobs.failed().count()
    except ProgrammingError as error:
        raise NotApplicable("the queue has no tables yet") from error
    finally:
        connection.close()
    if count:
        raise Warned(f"{count} job{'s were' if count > 1 else ' was'} given up")
    return "none"
