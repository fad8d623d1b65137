"""Request rate limits: one atomic counter per caller and window. Without Redis nobody is limited (fail open).

Failing closed would turn an outage of a cache into an outage of the service.
"""

import math
import time
from typing import TYPE_CHECKING, Any, cast

from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from core.bus import RedisError

if TYPE_CHECKING:
    from rest_framework.views import APIView


class FailOpenRedisCache(RedisCache):
    """A cache that is empty while Redis cannot be reached."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        try:
            return super().get(key, default, version)
        except (RedisError, OSError):
            return default

    def count(self, key: str, *, seconds: int) -> int:
        """Increment the counter, which expires `seconds` after its first increment; 0 while Redis is away. One round trip."""
        full_key = self.make_and_validate_key(key)
        try:
            with self._cache.get_client(full_key, write=True).pipeline(transaction=False) as pipe:
                pipe.set(full_key, 0, ex=seconds, nx=True)
                pipe.incr(full_key)
                return int(pipe.execute()[1])
        except (RedisError, OSError):
            return 0


class Window(SimpleRateThrottle):
    """Counts in fixed windows by INCR: exact under any concurrency, unlike DRF's own list of timestamps."""

    num_requests: int | None
    duration: int | None
    reset: int = 1

    def allow_request(self, request: Request, view: "APIView") -> bool:
        ident = self.get_cache_key(request, view)
        if ident is None or self.num_requests is None or self.duration is None:
            return True
        now = time.time()
        key = f"{ident}:{int(now // self.duration)}"
        used = cast("FailOpenRedisCache", cache).count(key, seconds=self.duration)
        self.reset = math.ceil(self.duration - now % self.duration)
        remaining = max(0, self.num_requests - used)
        request._request.rate_limit = (self.num_requests, remaining, self.reset)  # type: ignore[attr-defined]  # noqa: SLF001 -- read by the middleware that writes the headers
        return used <= self.num_requests

    def wait(self) -> float:
        return self.reset


class PerActor(Window):
    scope = "actor"

    def get_cache_key(self, request: Request, view: "APIView") -> str | None:
        actor: Any = request.user  # an Actor, or None
        return f"actor:{actor.pk}" if actor else None


class PerAddress(Window):
    """For public URLs: counts by the client's address, as forwarded by the trusted proxies (NUM_PROXIES)."""

    scope = "public_read"

    def get_cache_key(self, request: Request, view: "APIView") -> str | None:
        return f"{self.scope}:{self.get_ident(request)}"


class PublicWrite(PerAddress):
    scope = "public_write"


class LoginAttempts(PerAddress):
    scope = "login"


class RedeemAttempts(PerAddress):
    scope = "redeem"
