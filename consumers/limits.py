"""Rate limits of one socket, and of the handshakes of one address."""

from collections import Counter
from dataclasses import dataclass, field
from time import monotonic


@dataclass(slots=True)
class Bucket:
    """A token bucket: `rate` tokens a second, `burst` at once."""

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
    """Allows so many offences within `seconds`."""

    allowed: int
    seconds: float
    instants: list[float] = field(default_factory=list)

    def one_too_many(self) -> bool:
        now = monotonic()
        self.instants = [at for at in self.instants if now - at < self.seconds] + [now]
        return len(self.instants) > self.allowed


@dataclass(slots=True)
class PendingHandshakes:
    """Connections without a hello, by address: cheap to open, and each costs the server a place."""

    most: int = 100  # of one address
    _addresses: dict[object, str] = field(default_factory=dict)
    _counts: Counter[str] = field(default_factory=Counter)

    def __len__(self) -> int:
        return len(self._addresses)

    def enter(self, connection: object, address: str) -> bool:
        """Count a connection. False, and not counted, when its address has too many already."""
        if self._counts[address] >= self.most:
            return False
        self._counts[address] += 1
        self._addresses[connection] = address
        return True

    def leave(self, connection: object) -> None:
        """Its hello has come, or it has gone. May be called again."""
        if (address := self._addresses.pop(connection, None)) is not None:
            self._counts[address] -= 1
            if self._counts[address] <= 0:
                del self._counts[address]
