"""Health checks in the background of what a server can do without for a while: Redis and the store.

A reader gets the result of the last check at once. If each reader checked for itself, a dependency that hangs would
hold a thread a reader, until none is left for requests.
"""

import logging
import threading
import time
from collections.abc import Callable

from core import bus, storage
from core.metrics import PART_ANSWERS

log = logging.getLogger(__name__)
INTERVAL = 5.0  # seconds between two checks
INTERVAL_WHILE_AWAY = 1.0  # seconds, while the last check failed
TIMEOUT = 2.5  # seconds after which a check counts as failed, whatever hangs: a name server, too


class Dependency:
    """Runs `check`, which raises when there is no answer, in a thread that the first `watch` of a process starts."""

    def __init__(self, name: str, check: Callable[[], object]) -> None:
        self.name, self._check = name, check
        self._result = "unknown"
        self._checked_since: float | None = None
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    @property
    def state(self) -> str:
        """`ok`, `unavailable`, or `unknown` before the first answer."""
        since = self._checked_since
        if since is not None and time.monotonic() - since > TIMEOUT:
            return "unavailable"
        return self._result

    def watch(self) -> None:
        with self._starting:
            if self._thread is None or not self._thread.is_alive():  # a forked process has no threads
                PART_ANSWERS.labels(self.name).set_function(lambda: float(self.state == "ok"))
                self._thread = threading.Thread(target=self._check_for_ever, name=f"watch-{self.name}", daemon=True)
                self._thread.start()

    def _check_for_ever(self) -> None:
        while True:
            self.check_once()
            time.sleep(INTERVAL if self._result == "ok" else INTERVAL_WHILE_AWAY)

    def check_once(self) -> None:
        """Wait for one check and remember its result."""
        before, self._checked_since = self._result, time.monotonic()
        try:
            self._check()
        except Exception as error:  # noqa: BLE001 -- a dead thread would leave its last result standing for ever
            self._result = "unavailable"
            if before != self._result:
                log.warning("part does not answer", extra={"part": self.name, "error": repr(error)})
        else:
            self._result = "ok"
            if before == "unavailable":
                log.info("part answers again", extra={"part": self.name})
        finally:
            self._checked_since = None


REDIS = Dependency("redis", bus.ping)
STORE = Dependency("store", storage.probe)


def watch() -> None:
    """Start the checks; does nothing when they run already."""
    for dependency in (REDIS, STORE):
        dependency.watch()
