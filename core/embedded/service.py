"""What the embedded services have in common: started and stopped, and as a context the variables that name them."""

from abc import ABC, abstractmethod
from typing import ClassVar

from core.embedded.children import Child


class Service(ABC):
    name: ClassVar[str]
    child: Child

    @abstractmethod
    def start(self) -> dict[str, str]:
        """Return, once it really answers, the environment variables by which the application finds it."""

    def stop(self) -> None:
        self.child.stop()

    @property
    def alive(self) -> bool:
        return self.child.alive

    def __enter__(self) -> dict[str, str]:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
