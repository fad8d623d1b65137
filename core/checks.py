"""Start-up checks for mistakes of configuration that would otherwise show under load. Each names its fix."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, register

from core import bus

OLDEST_REDIS = (6, 2)


@register()
def secret_is_our_own(**_: Any) -> list[Error]:
    if settings.SECRET_KEY != settings.INSECURE_SECRET or settings.TE_DEMO or settings.DEBUG or settings.TESTING:
        return []
    return [
        Error(
            "SECRET_KEY is the public default.",
            hint="Set SECRET_KEY or SECRET_KEY_FILE to 50 random characters. To work on the code, start `make demo` or"
            " `make dev` and run `make manage ARGS=makemigrations` (or shell, showmigrations, …) beside it.",
            id="te.E001",
        )
    ]


@register()
def redis_is_bounded(**_: Any) -> list[Error]:
    layer: Any = settings.CHANNEL_LAYERS["default"]
    hosts = layer["CONFIG"]["hosts"]
    wanted = {"socket_timeout", "socket_connect_timeout", "max_connections", "retry"}
    missing = sorted(wanted - set.intersection(*(set(host) for host in hosts)))
    if not missing:
        return []
    hint = (
        "redis-py's defaults close idle layers after 5 s and raise above 100 connections; set them in CHANNEL_LAYERS."
    )
    return [Error(f"The channel layer leaves {', '.join(missing)} to the default.", hint=hint, id="te.E002")]


@register()
def redis_is_new_enough(**_: Any) -> list[Error]:
    try:
        version = bus.server_version()
    except (bus.RedisError, OSError):
        return []  # the service starts and runs without Redis, with delays of a second
    if version >= OLDEST_REDIS:
        return []
    return [Error(f"Redis {version} is too old.", hint="Use Redis 6.2 or newer, or any Valkey.", id="te.E004")]


@register()
def closing_is_guarded(**_: Any) -> list[Error]:
    if settings.PUBLIC_CLOSE_POLICY != "open" or settings.TE_DEMO:
        return []
    hint = "Anybody could close anybody's jobs. Use PUBLIC_CLOSE_POLICY=signed; only the demo (TE_DEMO=1) may be open."
    return [Error("PUBLIC_CLOSE_POLICY=open outside the demo.", hint=hint, id="te.E005")]
