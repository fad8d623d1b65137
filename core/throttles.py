"""Request rate limits: one atomic counter per caller and window, and open when Redis is away.

A throttle that fails closed turns an outage of a cache into an outage of the service.
"""

import math
import time
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from core.bus import RedisError

if TYPE_CHECKING:
    from rest_framework.views import APIView


class FailOpenRedisCache(RedisCache):
    """Answers "nothing there" while Redis cannot be reached."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        try:
            return super().get(key, default, version)
        except (RedisError, OSError):
            return default

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        try:
            return super().add(key, value, *args, **kwargs)
        except (RedisError, OSError):
            return False

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        try:
            return super().incr(key, delta, version)
        except (RedisError, OSError):
            return 0


class Window(SimpleRateThrottle):
    """Counts in fixed windows with INCR: exact under any concurrency, where DRF's own list of instants is not."""

    num_requests: int | None
    duration: int | None
    reset: int = 1

    def allow_request(self, request: Request, view: "APIView") -> bool:
        ident = self.get_cache_key(request, view)
        if ident is None or self.num_requests is None or self.duration is None:
            return True
        now = time.time()
        key = f"{ident}:{int(now // self.duration)}"
        cache.add(key, 0, timeout=self.duration)
        try:
            used = cache.incr(key)
        except ValueError:  # expired between the two calls
            used = 1
        self.reset = math.ceil(self.duration - now % self.duration)
        remaining = max(0, self.num_requests - used)
        request._request.rate_limit = (self.num_requests, remaining, self.reset)  # type: ignore[attr-defined]  # noqa: SLF001 -- read by the middleware that writes the headers
        return used <= self.num_requests

    def wait(self) -> float:
        return self.reset


class PerActor(Window):
    scope = "actor"

    def get_cache_key(self, request: Request, view: "APIView") -> str | None:  # noqa: ARG002 -- DRF's signature
        actor: Any = request.user  # an Actor, or None
        return f"actor:{actor.pk}" if actor else None


class PerAddress(Window):
    """For what anybody may call: counted by the client's address, seen through the trusted proxies only."""

    scope = "public_read"

    def get_cache_key(self, request: Request, view: "APIView") -> str | None:  # noqa: ARG002 -- DRF's signature
        return f"{self.scope}:{self.get_ident(request)}"


class PublicWrite(PerAddress):
    scope = "public_write"


class Login(PerAddress):
    scope = "login"


class Redeem(PerAddress):
    scope = "redeem"
