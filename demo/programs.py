"""The demo's own processes, and the watch that starts again whatever dies: they and the embedded services alike."""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from demo.services import Service, ServiceError
from demo.services.children import Child

CHECKOUT = Path(__file__).resolve().parent.parent
LONGEST_PAUSE = 30.0
FORGIVEN_AFTER = 60.0  # seconds alive, then the next death counts as the first


class Program(Service):
    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        folder: Path,
        environment: Mapping[str, str],
        answers: Callable[[], bool] = lambda: True,
        grace: float = 5.0,
    ) -> None:
        self.name = name
        self._answers = answers
        self.child = Child(name.lower(), command, folder=folder, cwd=CHECKOUT, environment=environment, grace=grace)

    def start(self) -> dict[str, str]:
        self.child.start()
        self.child.wait_until(self._answers, seconds=60)
        return {}


class Watch:
    """Starts a dead part again, after a pause that doubles as long as it keeps dying."""

    def __init__(self, parts: Sequence[Service], report: Callable[[str], None]) -> None:
        self._report = report
        self._parts = parts
        self._pauses = dict.fromkeys((part.name for part in parts), 0.0)
        self._due: dict[str, float] = {}
        self._since = dict.fromkeys(self._pauses, time.monotonic())

    def look(self) -> None:
        for part in self._parts:
            if part.name in self._due:
                if time.monotonic() >= self._due[part.name]:
                    self._start(part)
            elif not part.alive:
                self._plan(part)

    def restart(self, parts: Sequence[Service]) -> None:
        """Start these again now. One that then cannot start rests longest: the next change of its code comes here, too."""
        for part in parts:
            part.stop()
            self._pauses[part.name] = LONGEST_PAUSE
            self._start(part)

    def _plan(self, part: Service) -> None:
        if time.monotonic() - self._since[part.name] > FORGIVEN_AFTER:
            self._pauses[part.name] = 0.0
        pause = self._pauses[part.name]
        self._report(f"{part.name} died; starting it again" + (f" in {pause:.0f} s" if pause else ""))
        self._due[part.name] = time.monotonic() + pause
        self._pauses[part.name] = min(LONGEST_PAUSE, max(1.0, pause * 2))

    def _start(self, part: Service) -> None:
        self._due.pop(part.name, None)
        self._since[part.name] = time.monotonic()
        try:
            part.start()
        except ServiceError as error:
            self._report(str(error))
        else:
            self._report(f"{part.name} is back")
