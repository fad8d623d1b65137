"""Background work. Nothing else imports the library behind it (procrastinate, a queue in PostgreSQL).

A job is a module-level function of JSON arguments that may run more than once: it must be idempotent.

    @job(queue="mails")
    def send_link(invitation_id: str) -> None: ...

    send_link.enqueue(str(invitation.pk))  # queued by the surrounding transaction: a rollback queues nothing

    @periodic(every(seconds=5))
    def sweep() -> int: ...  # once every five seconds, however many workers run; returns how much it did

An app's `jobs` module is imported at start and must import every job of that app. JOB_QUEUES in the settings names the
queues and the threads of each.
"""

from core.jobs.declared import Job, job
from core.jobs.queued import QueuedJob, counts, failed
from core.jobs.schedule import every, periodic
from core.jobs.stalled import retry_stalled

__all__ = ["Job", "QueuedJob", "counts", "every", "failed", "job", "periodic", "retry_stalled"]
