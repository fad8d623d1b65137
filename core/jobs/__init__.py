"""The one door to background work; nothing else imports the library behind it (procrastinate, a queue in PostgreSQL).

A job is a module-level function of JSON arguments that may run more than once: it must be idempotent.

    @job(queue="mails")
    def send_link(invitation_id: str) -> None: ...

    send_link.enqueue(str(invitation.pk))  # is queued when the surrounding transaction commits, and only then

    @periodic(every(seconds=5))
    def sweep() -> int: ...  # once every five seconds, however many workers run; answers how much it did

An app's `jobs` module is imported at start and must lead to every job of that app. Queues and their threads:
`JOB_QUEUES` in the settings.
"""

from core.jobs.declared import Job, job
from core.jobs.queued import QueuedJob, counts, failed
from core.jobs.stalled import retry_stalled
from core.jobs.ticks import every, periodic

__all__ = ["Job", "QueuedJob", "counts", "every", "failed", "job", "periodic", "retry_stalled"]
