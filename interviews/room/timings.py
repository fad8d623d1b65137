"""Every duration of a room, in seconds, in one typed object. Tests scale it to a tenth (`ROOM_TIME_SCALE`)."""

from dataclasses import dataclass, fields
from functools import cache

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Timings:
    heartbeat: float = 15.0
    hello: float = 5.0
    hub_beat: float = 5.0
    hub_lost: float = 15.0
    away_grace: float = 10.0
    lost_grace: float = 30.0
    sweep: float = 5.0
    tick: float = 1.0
    hole: float = 0.03
    slow_reader: float = 20.0
    max_age: float = 4 * 3600.0
    drain: float = 15.0
    drain_stagger: float = 5.0
    recorder_silence: float = 15.0
    recorder_lost: float = 120.0
    first_chunk: float = 10.0
    last_chunk: float = 20.0
    finalizer_lease: float = 30.0
    reaper: float = 5.0


@cache
def timings() -> Timings:
    scale = settings.ROOM_TIME_SCALE
    unscaled = {"max_age"}
    return Timings(**{f.name: f.default * (1 if f.name in unscaled else scale) for f in fields(Timings)})  # type: ignore[operator]
