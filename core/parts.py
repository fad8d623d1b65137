"""The parts a server can do without for a while, Redis and the store: what each last answered to a watch in the background.

Whoever wants to know reads what the watch saw and waits for nobody: a part that hangs would else keep a thread for every
question, until none is left for people.
"""

import logging
import threading
import time
from collections.abc import Callable

from core import bus, storage
from core.metrics import PART_ANSWERS

log = logging.getLogger(__name__)
EVERY = 5.0  # seconds between two questions
AGAIN = 1.0  # … to a part that does not answer
PATIENCE = 2.5  # seconds after which a question counts as unanswered, whatever it is that hangs: a name server, too


class Part:
    """`ask` raises when the part does not answer. The thread that asks is started by the first `watch` of a process."""

    def __init__(self, name: str, ask: Callable[[], object]) -> None:
        self.name, self._ask = name, ask
        self._seen = "unknown"
        self._asked_at: float | None = None
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    @property
    def state(self) -> str:
        """`ok`, `unavailable`, or `unknown` before the first answer."""
        asked_at = self._asked_at
        if asked_at is not None and time.monotonic() - asked_at > PATIENCE:
            return "unavailable"
        return self._seen

    def watch(self) -> None:
        with self._starting:
            if self._thread is None or not self._thread.is_alive():  # a fork leaves the thread behind
                PART_ANSWERS.labels(self.name).set_function(lambda: float(self.state == "ok"))
                self._thread = threading.Thread(target=self._go_on_asking, name=f"watch-{self.name}", daemon=True)
                self._thread.start()

    def _go_on_asking(self) -> None:
        while True:
            self.look()
            time.sleep(EVERY if self._seen == "ok" else AGAIN)

    def look(self) -> None:
        """Ask once, and wait for the answer."""
        before, self._asked_at = self._seen, time.monotonic()
        try:
            self._ask()
        except Exception as error:  # noqa: BLE001 -- a watch that ended would repeat its last word for ever
            self._seen = "unavailable"
            if before != self._seen:
                log.warning("part does not answer", extra={"part": self.name, "error": repr(error)})
        else:
            self._seen = "ok"
            if before == "unavailable":
                log.info("part answers again", extra={"part": self.name})
        finally:
            self._asked_at = None


REDIS = Part("redis", bus.ping)
STORE = Part("store", storage.probe)


def watch() -> None:
    """Begin to watch, once a process."""
    for part in (REDIS, STORE):
        part.watch()
