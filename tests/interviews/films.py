"""Short WebM files as a browser records them, and a recorder that uploads them chunk by chunk over the real REST edge."""

import hashlib
import math
import struct
import urllib.error
import urllib.request
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from typing import Any
from uuid import UUID

import av
from rest_framework.test import APIClient

from interviews.models import Recording, VideoSession

FPS, RATE, WIDTH, HEIGHT = 10, 48_000, 160, 120
FRAME_SAMPLES = 960


class _Pipe:
    """A file without seeking, so neither duration nor index can be written, as in a browser."""

    def __init__(self) -> None:
        self.written = bytearray()

    def write(self, block: bytes) -> int:
        self.written += block
        return len(block)


@cache
def film(seconds: int, *, tone: int = 440, sound: bool = True) -> bytes:
    """A WebM stream of VP8 and Opus with a keyframe every second."""
    pipe = _Pipe()
    with av.open(pipe, "w", format="webm", options={"live": "1"}) as output:
        video: Any = output.add_stream("libvpx", rate=FPS, options={"deadline": "realtime", "cpu-used": "8"})
        video.width, video.height, video.pix_fmt, video.gop_size = WIDTH, HEIGHT, "yuv420p", FPS
        audio: Any = output.add_stream("libopus", rate=RATE, layout="mono") if sound else None
        for second in range(seconds):
            for frame in _frames(second, tone):
                output.mux(video.encode(frame))
            for block in _sounds(second, tone) if sound else ():
                output.mux(audio.encode(block))
        output.mux(video.encode(None))
        if sound:
            output.mux(audio.encode(None))
    return bytes(pipe.written)


def _frames(second: int, tone: int) -> Any:
    for number in range(second * FPS, (second + 1) * FPS):
        frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
        for index, plane in enumerate(frame.planes):
            shade = (number * 7 + tone) % 200 + 28 if index == 0 else 128
            plane.update(bytes([shade]) * plane.buffer_size)
        frame.pts, frame.time_base = number, Fraction(1, FPS)
        yield frame


def _sounds(second: int, tone: int) -> Any:
    for start in range(second * RATE, (second + 1) * RATE, FRAME_SAMPLES):
        wave = (int(16_000 * math.sin(2 * math.pi * tone * n / RATE)) for n in range(start, start + FRAME_SAMPLES))
        block = av.AudioFrame("s16", "mono", FRAME_SAMPLES)
        block.planes[0].update(struct.pack(f"<{FRAME_SAMPLES}h", *wave))
        block.pts, block.sample_rate, block.time_base = start, RATE, Fraction(1, RATE)
        yield block


def cut(stream: bytes, count: int) -> list[bytes]:
    """Slices as a MediaRecorder delivers them: playable only together."""
    size = -(-len(stream) // count)
    return [stream[start : start + size] for start in range(0, len(stream), size)]


class Recorder:
    """Does what the browser's recorder does, one step at a time."""

    def __init__(self, client: APIClient, session: VideoSession, recording_id: UUID | str, *, segment: int = 0) -> None:
        self.client, self.session, self.recording_id, self.segment = client, session, recording_id, segment

    @property
    def url(self) -> str:
        return f"/api/talent-engine/video-sessions/{self.session.pk}/recordings/{self.recording_id}/chunks/"

    def described(self, seq: int, body: bytes, **more: Any) -> dict[str, Any]:
        sha256 = hashlib.sha256(body).hexdigest()
        facts = {"track": "composed", "segment": self.segment, "seq": seq, "size": len(body), "sha256": sha256}
        return facts | more

    def ask(self, *specs: dict[str, Any]) -> Any:
        return self.client.post(self.url, list(specs), format="json")

    def sign(self, seq: int, body: bytes, **more: Any) -> dict[str, Any]:
        answer = self.ask(self.described(seq, body, **more))
        assert answer.status_code == 200, answer.content
        signed: dict[str, Any] = answer.json()[0]
        return signed

    def store(self, seq: int, body: bytes, **more: Any) -> int:
        return put(self.sign(seq, body, **more), body)

    def store_all(self, bodies: Sequence[bytes], *, without: Sequence[int] = (), ends: bool = True) -> None:
        for seq, body in enumerate(bodies):
            last = {"last": True} if ends and seq == len(bodies) - 1 else {}
            if seq in without:
                self.sign(seq, body, **last)
            else:
                assert self.store(seq, body, **last) == 200

    def report(self) -> None:
        assert self.ask().status_code == 200


def put(signed: dict[str, Any], body: bytes, **headers: str) -> int:
    """The status the store answers to a signed upload."""
    request = urllib.request.Request(signed["url"], body, signed["headers"] | headers, method="PUT")
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return int(response.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


def fetch(url: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as response:
        return response.status, response.read(), dict(response.headers)


def now(recording_id: UUID | str) -> Recording:
    return Recording.objects.across_tenants().get(pk=recording_id)
