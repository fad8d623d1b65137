"""Requeue jobs whose worker died or lost its connection (stalled jobs)."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from core.jobs.declared import declared
from core.jobs.queued import QueuedJob
from core.jobs.schedule import every, periodic

log = logging.getLogger(__name__)
DEATHS = 3  # attempts of a stalled job, even if it declares fewer retries


@periodic(every(seconds=settings.JOB_STALLED_AFTER / 4))
def retry_stalled() -> int:
    """Queue the jobs of silent workers again, which is safe because jobs are idempotent; return how many."""
    silent = Now() - timedelta(seconds=settings.JOB_STALLED_AFTER)
    orphaned = Q(worker=None) | Q(worker__last_heartbeat__lt=silent)
    with transaction.atomic():
        running = QueuedJob.objects.filter(orphaned, status="doing")
        found = list(running.select_for_update(of=("self",), skip_locked=True))
        for row in found:
            known = declared.get(row.task_name)
            fatal = known is None or row.attempts >= max(known.retries, DEATHS)
            # Without the queueing lock, which a newer job may hold by now.
            again = {"status": "failed" if fatal else "todo", "worker": None, "queueing_lock": None}
            QueuedJob.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1, **again)
            level = logging.ERROR if fatal else logging.WARNING
            facts = {"job": row.task_name, "attempt": row.attempts, "given_up": fatal}
            log.log(level, "the worker of a job died", extra=facts)
    return len(found)
