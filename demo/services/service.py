"""The base of the embedded services; as a context it gives the environment variables that name the service."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from demo.services.children import Child


class Service(ABC):
    name: str
    child: Child

    @abstractmethod
    def start(self) -> dict[str, str]:
        """Return, once the service answers, the variables that name it: `{"REDIS_URL": "redis://127.0.0.1:20001/0"}`."""

    def stop(self) -> None:
        self.child.stop()

    @property
    def alive(self) -> bool:
        return self.child.alive

    def __enter__(self) -> dict[str, str]:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


@contextmanager
def running(parts: Sequence[Service], report: Callable[[str], None]) -> Iterator[dict[str, str]]:
    """Start these in parallel, yield the variables that name them all, and stop them at the end."""
    environment: dict[str, str] = {}
    with ThreadPoolExecutor(max_workers=len(parts) or 1) as pool:
        try:
            for given in pool.map(lambda part: _started(part, report), parts):
                environment |= given
            yield environment
        finally:
            list(pool.map(lambda part: part.stop(), parts))


def _started(part: Service, report: Callable[[str], None]) -> dict[str, str]:
    began = time.monotonic()
    environment = part.start()
    report(f"{part.name} ready in {time.monotonic() - began:.1f} s")
    return environment
