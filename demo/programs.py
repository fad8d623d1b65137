"""The demo's own processes, and the supervisor that restarts them and the embedded services when they die."""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from demo.services import Service, ServiceError
from demo.services.children import Child

CHECKOUT = Path(__file__).resolve().parent.parent
LONGEST_PAUSE = 30.0  # seconds
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


class Supervisor:
    """Restarts a dead service, after a pause that doubles as long as it keeps dying (exponential back-off)."""

    def __init__(self, services: Sequence[Service], report: Callable[[str], None]) -> None:
        self._report = report
        self._services = services
        self._pauses = dict.fromkeys((service.name for service in services), 0.0)
        self._due: dict[str, float] = {}
        self._since = dict.fromkeys(self._pauses, time.monotonic())

    def restart_dead(self) -> None:
        for service in self._services:
            if service.name in self._due:
                if time.monotonic() >= self._due[service.name]:
                    self._start(service)
            elif not service.alive:
                self._plan(service)

    def restart(self, services: Sequence[Service]) -> None:
        """Restart these now. One that cannot start waits the longest pause: the next change of its code restarts it anyway."""
        for service in services:
            service.stop()
            self._pauses[service.name] = LONGEST_PAUSE
            self._start(service)

    def _plan(self, service: Service) -> None:
        if time.monotonic() - self._since[service.name] > FORGIVEN_AFTER:
            self._pauses[service.name] = 0.0
        pause = self._pauses[service.name]
        self._report(f"{service.name} died; starting it again" + (f" in {pause:.0f} s" if pause else ""))
        self._due[service.name] = time.monotonic() + pause
        self._pauses[service.name] = min(LONGEST_PAUSE, max(1.0, pause * 2))

    def _start(self, service: Service) -> None:
        self._due.pop(service.name, None)
        self._since[service.name] = time.monotonic()
        try:
            service.start()
        except ServiceError as error:
            self._report(str(error))
        else:
            self._report(f"{service.name} is back")
