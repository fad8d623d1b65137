"""The finalizer: from stored chunks to a file, complete or with its gaps stated, whatever fails on the way."""

import hashlib
import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import av
import pytest
from django.conf import settings
from django.db import connection, connections

from core import storage
from core.jobs import QueuedJob
from core.models import Member
from interviews.models import Recording
from interviews.recordings import finalizer, keys, lease, reaper, remux, verbs
from tests.interviews.conftest import Client
from tests.interviews.films import Recorder, cut, fetch, film, now
from tests.jobs import work_off

State = Recording.State
CUES, CLUSTER = b"\x1c\x53\xbb\x6b", b"\x1f\x43\xb6\x75"


def stop(recorder: Recorder, by: Member) -> None:
    verbs.stop(recorder.session.pk, by.as_actor())


def master(recorder: Recorder) -> bytes:
    return storage.read(now(recorder.recording_id).master_key)


def frames(body: bytes) -> int:
    source: Any = av.open(io.BytesIO(body))
    with source:
        return sum(1 for _ in source.decode(video=0))


def test_all_chunks_make_a_file_with_duration_and_index_at_its_front(recorder: Recorder, alice: Member) -> None:
    recorder.store_all(cut(film(5), 5))
    stop(recorder, alice)
    work_off()
    made = now(recorder.recording_id)
    assert (made.state, made.gaps, made.chunk_count) == (State.READY, [], 5)
    assert made.duration_ms == pytest.approx(5000, abs=50)
    body = master(recorder)
    assert len(body) == made.master_size
    assert 0 < body.find(CUES) < body.find(CLUSTER)
    assert frames(body) == 50


def test_a_recording_gets_a_poster_and_peaks(recorder: Recorder, alice: Member) -> None:
    recorder.store_all(cut(film(5), 5))
    stop(recorder, alice)
    work_off()
    made = now(recorder.recording_id)
    assert storage.read(made.poster_key).startswith(b"\xff\xd8")
    assert len(made.peaks) == pytest.approx(50, abs=1)
    assert max(made.peaks) == pytest.approx(49, abs=3)


def test_a_recording_without_sound_is_published(recorder: Recorder, alice: Member) -> None:
    recorder.store_all(cut(film(3, sound=False), 3))
    stop(recorder, alice)
    work_off()
    assert now(recorder.recording_id).state == State.READY
    assert now(recorder.recording_id).peaks == []


def test_a_seek_is_one_range_request_to_the_store(recorder: Recorder, alice: Member, api: Client) -> None:
    recorder.store_all(cut(film(5), 5))
    stop(recorder, alice)
    work_off()
    address = api(alice).get(f"/api/talent-engine/video-sessions/{recorder.session.pk}/recording.webm")["Location"]
    status, part, headers = fetch(address, Range="bytes=1000-1999")
    assert (status, len(part)) == (206, 1000)
    assert headers["Content-Type"] == "video/webm"
    assert part == master(recorder)[1000:2000]


def test_a_missing_chunk_is_stated_and_its_arrival_completes_the_recording(recorder: Recorder, alice: Member) -> None:
    chunks = cut(film(6), 6)
    recorder.store_all(chunks, without=[3, 4])
    stop(recorder, alice)
    _let_time_pass(recorder)
    work_off()
    partial = now(recorder.recording_id)
    assert (partial.state, partial.gaps) == (State.PARTIAL, [{"segment": 0, "first": 3, "last": 4}])
    assert 2000 < partial.duration_ms < 4000

    for seq in (3, 4):
        assert recorder.store(seq, chunks[seq]) == 200
    recorder.report()
    work_off()
    whole = now(recorder.recording_id)
    assert (whole.state, whole.gaps) == (State.READY, [])
    assert whole.duration_ms == pytest.approx(6000, abs=50)


def test_a_better_file_is_never_replaced_by_a_worse_one(recorder: Recorder, alice: Member) -> None:
    recorder.store_all(cut(film(4), 4))
    stop(recorder, alice)
    work_off()
    before = now(recorder.recording_id)
    storage.delete(keys.chunk(before, track=keys.COMPOSED, segment=0, seq=2))
    finalizer.finish(before.pk)
    assert now(before.pk).master_key == before.master_key
    assert now(before.pk).state == State.READY


def test_the_finalizer_waits_for_the_last_chunk_of_a_living_recorder(recorder: Recorder, alice: Member) -> None:
    chunks = cut(film(3), 3)
    recorder.store_all(chunks[:2], ends=False)
    stop(recorder, alice)
    assert finalizer.finish(now(recorder.recording_id).pk) == finalizer.AGAIN_SOON
    recorder.store(2, chunks[2], last=True)
    assert finalizer.finish(now(recorder.recording_id).pk) is None
    assert now(recorder.recording_id).state == State.READY


def test_two_recorders_make_one_file(recorder: Recorder, alice: Member) -> None:
    recorder.store_all(cut(film(3), 3), ends=False)
    second = Recorder(recorder.client, recorder.session, recorder.recording_id, segment=1)
    second.store_all(cut(film(2, tone=880), 2))
    stop(recorder, alice)
    work_off()
    made = now(recorder.recording_id)
    assert made.state == State.READY
    assert [part["segment"] for part in made.parts] == [0, 1]
    assert made.parts[1]["at_ms"] == made.parts[0]["duration_ms"]
    assert made.duration_ms == pytest.approx(5000, abs=100)


def test_a_torn_tail_costs_only_the_tail(recorder: Recorder, alice: Member) -> None:
    recorder.store_all(cut(film(5), 5)[:4])
    stop(recorder, alice)
    work_off()
    assert now(recorder.recording_id).state == State.READY
    assert now(recorder.recording_id).duration_ms > 3000


def test_an_unplayable_recording_fails_and_its_chunks_are_kept(recorder: Recorder, alice: Member) -> None:
    recorder.store(0, b"not a film at all", last=True)
    stop(recorder, alice)
    work_off()
    assert now(recorder.recording_id).state == State.FAILED
    assert storage.holds_any(keys.raw(now(recorder.recording_id)))


def test_a_recording_without_chunks_fails(recording: Recording, alice: Member) -> None:
    verbs.stop(recording.session_id, alice.as_actor())
    Recording.objects.across_tenants().update(heard_at="2020-01-01T00:00:00Z")
    work_off()
    assert now(recording.pk).state == State.FAILED


def test_the_same_chunks_make_a_byte_identical_file(recorder: Recorder, alice: Member) -> None:
    recorder.store_all(cut(film(4), 4))
    stop(recorder, alice)
    work_off()
    first, sha256 = master(recorder), now(recorder.recording_id).master_sha256
    Recording.objects.across_tenants().update(master_key="", master_sha256="", poster_key="", peaks=[])
    storage.delete(f"{keys.folder(now(recorder.recording_id))}/master/")
    finalizer.finish(now(recorder.recording_id).pk)
    assert master(recorder) == first
    assert now(recorder.recording_id).master_sha256 == sha256


def test_raw_chunks_are_kept_after_the_file_is_made(recorder: Recorder, alice: Member) -> None:
    recorder.store_all(cut(film(3), 3))
    stop(recorder, alice)
    work_off()
    assert len(list(storage.listed(keys.raw(now(recorder.recording_id))))) == 3


def test_the_work_of_a_dead_finalizer_is_taken_over(recorder: Recorder, alice: Member) -> None:
    recorder.store_all(cut(film(3), 3))
    stop(recorder, alice)
    QueuedJob.objects.all().delete()
    Recording.objects.across_tenants().update(lease_until="2020-01-01T00:00:00Z")
    reaper.reap()
    work_off()
    assert now(recorder.recording_id).state == State.READY


def test_a_finalizer_leaves_a_leased_recording_alone(recorder: Recorder, alice: Member) -> None:
    recorder.store_all(cut(film(3), 3))
    stop(recorder, alice)
    with lease.held(now(recorder.recording_id)) as renew:
        assert renew is not None
        assert finalizer.finish(now(recorder.recording_id).pk) == finalizer.AGAIN_WHEN_FREE
    assert now(recorder.recording_id).state == State.FINALIZING


@pytest.mark.django_db(transaction=True)
def test_two_finalizers_at_once_publish_one_file_once(recorder: Recorder, alice: Member) -> None:
    recorder.store_all(cut(film(4), 4))
    stop(recorder, alice)
    recording_id = now(recorder.recording_id).pk

    def work() -> None:
        try:
            finalizer.finish(recording_id)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert now(recording_id).state == State.READY
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM room_event WHERE type = 'recording.ready'")
        assert cursor.fetchone() == (1,)


@pytest.fixture
def workers() -> Iterator[Any]:
    """Starts real worker processes on this test's database; whatever still lives is killed afterwards."""
    started: list[subprocess.Popen[bytes]] = []
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "worker"]

    def start() -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def _eventually(condition: Any, *, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.01)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_at_work_is_replaced_and_the_file_is_the_same(
    recorder: Recorder, alice: Member, workers: Any, tmp_path: Path
) -> None:
    recorder.store_all(cut(film(60), 60))
    stop(recorder, alice)
    recording_id = now(recorder.recording_id).pk
    first = workers()
    _eventually(lambda: now(recording_id).lease_until is not None)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert now(recording_id).state == State.FINALIZING
    workers()
    _eventually(lambda: now(recording_id).state == State.READY)
    (tmp_path / "whole.webm").write_bytes(film(60))
    undisturbed = remux.join([tmp_path / "whole.webm"], tmp_path / "master.webm").path.read_bytes()
    assert now(recording_id).master_sha256 == hashlib.sha256(undisturbed).hexdigest()
    _eventually(lambda: now(recording_id).is_illustrated)


def _let_time_pass(recorder: Recorder) -> None:
    """Longer than a finalizer waits for the last chunk."""
    Recording.objects.across_tenants().filter(pk=recorder.recording_id).update(heard_at="2020-01-01T00:00:00Z")
