"""A child process that never outlives its parent, writes its own log, and can be found again after a crash."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from demo.services import guard
from demo.services.home import ServiceError

LOG_LIMIT = 2_000_000  # bytes
PATIENCE = 2.0  # seconds given to the remains of an earlier run to end by themselves
# No service gets the caller's environment: AWS_* would add an administrator to the store, for example.
BARE_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


class Child:
    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        folder: Path,
        cwd: Path | None = None,
        environment: Mapping[str, str] = BARE_ENVIRONMENT,
        user: str | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        grace: float = 5.0,
    ) -> None:
        self.name = name
        self.log = folder / f"{name}.log"
        self._lock = folder / f"{name}.lock"
        arguments = [str(self._lock), str(int(stop_signal)), str(grace), user or "", *command]
        self._command = [sys.executable, "-I", "-S", guard.__file__, *arguments]
        self._cwd, self._environment, self._grace = cwd or folder, environment, grace
        self._process: subprocess.Popen[bytes] | None = None
        self._log_start = 0

    def start(self) -> None:
        self.evict()
        self._lock.unlink(missing_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.unlink()
        with self.log.open("ab") as log:
            self._log_start = log.tell()
            self._process = subprocess.Popen(  # noqa: S603 -- the command is our own
                self._command,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self._cwd,
                env=dict(self._environment),
                start_new_session=True,
            )
        while self.alive and not (self._lock.exists() and self._lock.read_text()):
            time.sleep(0.01)  # until the guard has started it

    def stop(self) -> None:
        process, self._process = self._process, None
        if process and process.stdin:
            process.stdin.close()
            process.wait(self._grace + PATIENCE)

    def evict(self) -> None:
        """End the process of an earlier start, by this parent or a killed one."""
        self.stop()
        evict(self._lock)

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The id of the process itself, not of its guard."""
        return int(self._lock.read_text())

    def wait_until(self, answers: Callable[[], bool], *, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not answers():
            if not self.alive or time.monotonic() > deadline:
                what = f"did not answer within {seconds:.0f} s" if self.alive else "stopped while starting"
                self.stop()
                raise ServiceError(f"{self.name} {what}. The end of {self.log}:\n{self.tail()}")
            time.sleep(0.02)

    def tail(self, lines: int = 15) -> str:
        with self.log.open("rb") as log:
            log.seek(self._log_start)
            return "\n".join(log.read().decode(errors="replace").splitlines()[-lines:])


def evict(lock: Path) -> None:
    """End the process that a killed run left holding this lock; usually its guard is doing so already.

    Raises ServiceError when it cannot be stopped.
    """
    if _is_free(lock, seconds=PATIENCE):
        return
    with suppress(ProcessLookupError):
        os.killpg(int(lock.read_text()), signal.SIGKILL)
    if not _is_free(lock, seconds=PATIENCE):
        raise ServiceError(f"Process {lock.read_text()} of an earlier run ({lock.stem}) could not be stopped.")


def evict_all(folder: Path) -> None:
    for lock in folder.glob("*.lock"):
        evict(lock)


def _is_free(lock: Path, *, seconds: float) -> bool:
    if not lock.exists():
        return True
    deadline = time.monotonic() + seconds
    with lock.open() as held:
        while True:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    return False
                time.sleep(0.02)
            else:
                return True
