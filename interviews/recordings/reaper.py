"""Find abandoned recordings, every few seconds. Level-triggered: it looks only at the present state of the rows."""

from interviews.models import Recording
from interviews.recordings import jobs, lease, verbs
from interviews.room.timings import timings


def reap() -> int:
    """Interrupt silent recorders, stop lost ones, restart finalizers that died; returns how many were interrupted or
    restarted."""
    recordings = Recording.objects.across_tenants()
    silent = recordings.silent(timings().recorder_silence).filter(state=Recording.State.RECORDING)
    quiet = list(silent.values_list("session_id", "pk")[:500])
    for session_id, recording_id in quiet:
        verbs.interrupt(session_id, None, recording_id=recording_id)
    doubtful = recordings.silent(timings().first_chunk).filter(state__in=Recording.OPEN)
    lost = list(doubtful.values_list("session_id", "pk")[:500])
    for session_id, recording_id in lost:
        verbs.give_up(session_id, None, recording_id=recording_id)
    abandoned = lease.expired()
    for unfinished in abandoned:
        jobs.finalize.enqueue(unfinished)
    return len(quiet) + len(abandoned)
