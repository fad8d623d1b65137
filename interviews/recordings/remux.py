"""Remux a recorder's segments into one WebM file: packets are copied, never re-encoded (packet copy).

A recorder's own file has neither duration nor index (cues), and its tail is torn when the recorder was killed. The
master has both at its front, and is byte-identical whenever it is made of the same chunks.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

TORN = (av.FFmpegError, EOFError)
OPTIONS = {"cues_to_front": "1", "fflags": "+bitexact"}  # without bitexact every file gets random identifiers
MAX_KEYFRAME_DISTANCE = 5.0  # seconds, beyond which seeking is slow
MS = 1000  # a second


class Unplayable(Exception):
    """No segment holds a readable frame."""


@dataclass(slots=True)
class Track:
    """One stream of the master, and its progress. Instants are seconds; `widest` is the largest distance of keyframes."""

    stream: Any
    last: Fraction = Fraction(-1)
    keyframe: Fraction = Fraction(0)
    widest: Fraction = Fraction(0)

    def accepts(self, at: Fraction) -> bool:
        return at > self.last

    def advance(self, packet: Any, at: Fraction) -> None:
        self.last = at
        if packet.is_keyframe:
            self.widest = max(self.widest, at - self.keyframe)
            self.keyframe = at


@dataclass(slots=True)
class Master:
    """The joined file: the place of each segment in it, and warnings for the reviewer ("sparse_keyframes")."""

    path: Path
    parts: list[tuple[int, int]] = field(default_factory=list)  # (at_ms, duration_ms), (0, 0) for an unreadable one
    warnings: list[str] = field(default_factory=list)

    @property
    def duration_ms(self) -> int:
        return sum(duration for _, duration in self.parts)


def join(segments: Sequence[Path], target: Path) -> Master:
    """Join the segments, in order, into `target`. Raises Unplayable."""
    master = Master(target)
    with ExitStack() as opened:
        sources = [_source(path, opened) for path in segments]
        templates = _templates(sources)
        if not templates:
            raise Unplayable
        output = opened.enter_context(av.open(str(target), "w", format="webm", options=OPTIONS))
        tracks = {kind: Track(output.add_stream_from_template(one, opaque=True)) for kind, one in templates.items()}
        end = Fraction(0)
        for source in sources:
            began, end = end, _append(source, output, tracks, start=end)
            master.parts.append((_ms(began), _ms(end) - _ms(began)))
    if not master.duration_ms:
        raise Unplayable
    if "video" in tracks and tracks["video"].widest > MAX_KEYFRAME_DISTANCE:
        master.warnings.append("sparse_keyframes")
    return master


def _source(path: Path, opened: ExitStack) -> Any:
    """The opened segment, or None when its header cannot be read."""
    try:
        return opened.enter_context(av.open(str(path)))
    except TORN:
        return None


def _templates(sources: Sequence[Any]) -> dict[str, Any]:
    """The stream of each kind whose description the master takes: the first one found."""
    found: dict[str, Any] = {}
    for source in filter(None, sources):
        for kind in ("video", "audio"):
            streams = getattr(source.streams, kind)
            if streams:
                found.setdefault(kind, streams[0])
    return found


def _append(source: Any, output: Any, tracks: dict[str, Track], *, start: Fraction) -> Fraction:
    """Append one segment's packets at `start`; returns its end. Both are seconds in the master.

    Video packets before the first keyframe are dropped: they cannot be decoded.
    """
    end = start
    if source is None:
        return end
    origin = Fraction(source.start_time or 0, av.time_base)
    waiting_for_keyframe = {"video"}
    for packet in _packets(source):
        kind, track = packet.stream.type, tracks[packet.stream.type]
        if packet.is_keyframe:
            waiting_for_keyframe.discard(kind)
        at = max(Fraction(0), packet.pts * packet.time_base - origin) + start
        if kind in waiting_for_keyframe or not track.accepts(at):
            continue
        track.advance(packet, at)
        end = max(end, at + (packet.duration or 0) * packet.time_base)
        packet.pts = packet.dts = round(at / packet.time_base)
        packet.stream = track.stream
        output.mux_one(packet)
    return end


def _packets(source: Any) -> Iterator[Any]:
    """Intact packets in order, up to the torn tail, if any."""
    wanted = [streams[0] for streams in (source.streams.video, source.streams.audio) if streams]
    try:
        for packet in source.demux(*wanted):
            if packet.pts is not None and packet.size and not packet.is_corrupt:
                yield packet
    except TORN:
        return


def _ms(moment: Fraction) -> int:
    return round(moment * MS)
