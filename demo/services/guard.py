"""Run one command and stop it when standard input closes: a parent that dies in any way leaves no process behind.

Started as a script by `children.Child`, with the standard library only. The command and all its children inherit the open
lock file: it stays locked as long as one of them lives, and the number written in it is their process group.
"""

import fcntl
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import FrameType


def main(lock: Path, stop_signal: int, grace: float, user: str | None, command: list[str]) -> int:
    with lock.open("a+") as held:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        child = subprocess.Popen(  # noqa: S603 -- the command is our own
            command,
            stdin=subprocess.DEVNULL,
            pass_fds=[held.fileno()],
            start_new_session=True,
            user=user,
            group=user,
            extra_groups=[] if user else None,
        )
        held.write(f"{child.pid}\n")
        held.flush()

        def stop(_signal: int = 0, _frame: FrameType | None = None) -> None:
            _signal_group(child.pid, stop_signal)
            killer = threading.Timer(grace, _signal_group, [child.pid, signal.SIGKILL])
            killer.daemon = True
            killer.start()

        def stop_when_abandoned() -> None:
            sys.stdin.buffer.read()
            stop()

        signal.signal(signal.SIGTERM, stop)
        threading.Thread(target=stop_when_abandoned, daemon=True).start()
        status = child.wait()
        _signal_group(child.pid, signal.SIGKILL)
    return status if status >= 0 else 128 - status


def _signal_group(group: int, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


if __name__ == "__main__":
    path, number, seconds, name, *words = sys.argv[1:]
    status = main(Path(path), int(number), float(seconds), name or None, words)
    os._exit(status)  # a thread still reads standard input, and Python would abort at exit
