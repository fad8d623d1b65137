"""The Prometheus metrics, served at /metrics."""

from datetime import UTC, datetime

from prometheus_client import Counter, Gauge, Histogram

_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

ROOMS = Gauge("te_rooms", "Rooms that are open in this process.")
SOCKETS = Gauge("te_sockets", "Sockets that are open in this process.")
EVENT_SECONDS = Histogram("te_event_seconds", "From an event's own instant to its writing to this process's sockets.", buckets=_FAST)  # fmt: skip
COMMANDS = Counter("te_commands", "Commands of sockets, by what came of them.", ["type", "outcome"])
COMMAND_SECONDS = Histogram("te_command_seconds", "From taking a command up to its answer.", buckets=_FAST)
HEALED = Counter("te_healed_events", "Events that the bus did not bring and the log did.")
CLOSED = Counter("te_closed_sockets", "Sockets closed by the server, by close code.", ["code"])
GIVEN_UP = Counter("te_leases_given_up", "Connections whose process had gone silent, given up by this process.")
UNPUBLISHED = Counter("te_unpublished_frames", "Frames that Redis did not take; the log heals them.")
UNSENT_NOTICES = Counter("te_unsent_notices", "Notices that the channel layer did not take; the beat finds them.")
TURNED_AWAY = Counter("te_turned_away_requests", "HTTP requests without a free thread, or an answer, in time.")
JOBS = Gauge("te_jobs", "Background jobs that are not done, counted when asked.", ["queue", "status"])
PART_ANSWERS = Gauge("te_part_answers", "1 while this part (redis, store) answers this process, else 0.", ["part"])
RESUBSCRIBED = Counter("te_bus_reconnects", "Times the connection to Redis was lost.")


def written(frame: str) -> None:
    """Observe the delay of an event whose frame was written: from its `at` (the database's clock) until now.

    The first `"at"` in the text is the envelope's.
    """
    start = frame.index('"at":"') + 6
    instant = datetime.fromisoformat(frame[start : frame.index('"', start)])
    EVENT_SECONDS.observe(max(0.0, (datetime.now(UTC) - instant).total_seconds()))
