"""Periodic jobs. Each is level-triggered: it looks at the present state, so a missed run loses nothing."""

from core.jobs import every, periodic
from interviews.invitations import mails
from interviews.recordings import jobs, reaper
from interviews.room import presence
from interviews.room.timings import timings
from interviews.sessions import verbs as sessions

__all__ = ["end_abandoned", "jobs", "mails", "reap", "sweep"]  # importing a job declares it


@periodic(every(seconds=timings().sweep))
def sweep() -> int:
    return presence.sweep()


@periodic("*/5 * * * *")
def end_abandoned() -> int:
    return sessions.end_abandoned()


@periodic(every(seconds=timings().reaper))
def reap() -> int:
    return reaper.reap()
