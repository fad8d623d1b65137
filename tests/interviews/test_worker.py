"""The worker as a process: a mail server that hangs delays no film. `tests/core/test_workers.py` has the rest."""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.models import Member
from interviews.invitations import verbs as invitations
from interviews.models import Recording
from interviews.recordings import verbs
from tests.browser.site import Program, database_url
from tests.interviews.films import Recorder, cut, film, now

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def silent() -> Iterator[str]:
    """A mail server that accepts connections and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(16)
        yield f"smtp://127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def working(folder: Path, **environment: str) -> Iterator[Program]:
    path = folder / "worker.log"
    with path.open("w") as log:
        environment = (
            os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "config.settings"} | environment
        )
        worker = Program(["worker"], environment, log, farewell=signal.SIGTERM)
        worker.start()
        try:
            yield worker
        finally:
            worker.kill()


def until(happens: Callable[[], bool], within: float) -> None:
    deadline = time.monotonic() + within
    while not happens():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.1)


def test_a_hanging_mail_server_does_not_delay_a_recording(
    recorder: Recorder, alice: Member, silent: str, tmp_path: Path
) -> None:
    for number in range(6):  # a minute of waiting for the mail server
        invitations.invite(recorder.session.pk, alice.as_actor(), name="Dave", email=f"dave{number}@home.example")
    recorder.store_all(cut(film(2), 2))
    verbs.stop(recorder.session.pk, alice.as_actor())
    with working(tmp_path, EMAIL_URL=silent):
        until(lambda: now(recorder.recording_id).state == Recording.State.READY, within=30)
