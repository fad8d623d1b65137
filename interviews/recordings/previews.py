"""Previews of a recording: a poster image, and the peaks of its waveform."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av

from interviews.recordings.remux import TORN

POSTER_WIDTH = 640
POSTER_AT = 0.1  # of the duration: the first frames are often still dark
MAX_PEAKS = 1500
SHORTEST = 0.1  # seconds a peak stands for, at least
RATE = 8000
LOUDEST = 32768


def poster(master: Path) -> bytes | None:
    """A JPEG of one frame, or None when the file has no video."""
    with av.open(str(master)) as source:
        if not source.streams.video:
            return None
        try:
            source.seek(int((source.duration or 0) * POSTER_AT))
            frame = next(source.decode(video=0), None)
        except TORN:
            return None
        return _jpeg(frame) if frame is not None else None


def _jpeg(frame: Any) -> bytes:
    height = round(frame.height * POSTER_WIDTH / frame.width / 2) * 2
    small = frame.reformat(width=POSTER_WIDTH, height=height, format="yuvj420p")
    encoder: Any = av.CodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt = small.width, small.height, "yuvj420p"
    encoder.time_base = frame.time_base
    return b"".join(bytes(packet) for packet in [*encoder.encode(small), *encoder.encode(None)])


def peaks(master: Path) -> list[int]:
    """The loudest sample of each interval, 0 to 100, evenly spread over the file; at most ten a second."""
    with av.open(str(master)) as source:
        if not source.streams.audio:
            return []
        step = int(RATE * max(SHORTEST, (source.duration or 0) / av.time_base / MAX_PEAKS))
        return [_loudness(samples) for samples in _cut(_samples(source), step)]


def _samples(source: Any) -> Iterator[bytes]:
    """Blocks of 16-bit mono samples at 8 kHz, up to the first unreadable packet."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    try:
        for frame in source.decode(audio=0):
            for plain in resampler.resample(frame):
                yield bytes(plain.planes[0])[: plain.samples * 2]
    except TORN:
        return


def _cut(blocks: Iterator[bytes], step: int) -> Iterator[memoryview]:
    held = bytearray()
    for block in blocks:
        held += block
        while len(held) >= 2 * step:
            yield memoryview(bytes(held[: 2 * step])).cast("h")
            del held[: 2 * step]
    if len(held) > 1:
        yield memoryview(bytes(held)).cast("h")


def _loudness(samples: memoryview) -> int:
    return round(100 * max(abs(max(samples)), abs(min(samples))) / LOUDEST)
