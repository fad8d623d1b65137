"""The background work of a recording."""

from uuid import UUID

from django.utils import timezone

from core.jobs import job
from interviews.recordings import finalizer


@job(queue="recordings", retries=20)
def finalize(recording_id: str) -> None:
    """Make the best file of what the store holds now, and run again while more chunks are expected."""
    pause = finalizer.finish(UUID(recording_id))
    if pause is not None:
        finalize.using(run_after=timezone.now() + pause).enqueue(recording_id)
