"""How much one socket, or one address, may ask for."""

from collections import Counter
from dataclasses import dataclass, field
from time import monotonic


@dataclass(slots=True)
class Bucket:
    """`rate` tokens a second, `burst` at once."""

    rate: float
    burst: float
    tokens: float = field(init=False)
    at: float = field(init=False)

    def __post_init__(self) -> None:
        self.tokens, self.at = self.burst, monotonic()

    def take(self) -> bool:
        now = monotonic()
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate)
        self.at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


@dataclass(slots=True)
class Offences:
    """Counts what is forgiven a few times within `seconds`."""

    allowed: int
    seconds: float
    instants: list[float] = field(default_factory=list)

    def one_too_many(self) -> bool:
        now = monotonic()
        self.instants = [at for at in self.instants if now - at < self.seconds] + [now]
        return len(self.instants) > self.allowed


@dataclass(slots=True)
class PendingHandshakes:
    """Connections that have not said hello, by address: cheap to open, and each costs us a place."""

    room: int = 100
    waiting: Counter[str] = field(default_factory=Counter)

    def enter(self, address: str) -> bool:
        if self.waiting[address] >= self.room:
            return False
        self.waiting[address] += 1
        return True

    def leave(self, address: str) -> None:
        self.waiting[address] -= 1
        if self.waiting[address] <= 0:
            del self.waiting[address]
