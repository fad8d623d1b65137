"""Redis: reachable, new enough, of a kind that rate limits work with, and passing messages on."""

from core.bus import diagnosis
from core.checks import OLDEST_REDIS
from core.doctor.examination import Failed, Probe

PATIENCE = 2.0  # seconds for a message to arrive


def probes() -> list[Probe]:
    return [
        Probe(
            "redis.connect",
            "connect to Redis and ask its version",
            _connect,
            "Start Redis or Valkey, and set REDIS_URL (redis://:password@host:port/0, rediss:// with TLS).",
            door=True,
        ),
        Probe(
            "redis.mode",
            "ask whether it is a single writable server",
            _mode,
            "Point REDIS_URL at one server that takes writes.",
        ),
        Probe(
            "redis.messages",
            "publish a message and receive it on another connection",
            _messages,
            "Allow the user of REDIS_URL PUBLISH and SUBSCRIBE on all channels (ACL SETUSER … allchannels +@pubsub).",
        ),
    ]


def _connect() -> str:
    try:
        found = diagnosis.server()
    except diagnosis.AuthenticationError as error:
        raise Failed(str(error), "Correct the user and password in REDIS_URL.") from error
    version = str(found["redis_version"])
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_REDIS:
        raise Failed(f"Redis {version}", "Use Redis 6.2 or newer, or any Valkey.")
    name = "Valkey" if found.get("server_name") == "valkey" else "Redis"
    return f"{name} {found.get('valkey_version', version)}"


def _mode() -> str:
    found = diagnosis.server()
    mode = str(found.get("redis_mode") or found.get("server_mode", "standalone"))  # Valkey's own name since 8
    role = str(found.get("role", "master"))
    if mode == "cluster":
        raise Failed(
            "Redis Cluster",
            "Use a single Redis: in a Cluster counters live on other nodes, and rate limits are silently off.",
        )
    if mode == "sentinel":
        raise Failed("this is a Sentinel", "Set REDIS_URL to the Redis server itself, not to its Sentinel.")
    if role != "master":
        raise Failed("a read-only replica", "Set REDIS_URL to the primary: counters of rate limits are written there.")
    return f"{mode}, takes writes"


def _messages() -> str:
    return f"arrived after {diagnosis.round_trip(within=PATIENCE) * 1000:.0f} ms"
