"""Configure logging: one JSON object a line on stderr, with the ids of its request or socket and without secrets."""

import re
from typing import Any

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

# The second defence: no code may log a secret, and these patterns catch what does all the same: tickets, tokens,
# signatures of store URLs.
_SECRETS = re.compile(
    r"te\.ticket\.[\w-]+|eyJ[\w-]+\.[\w-]+\.[\w-]*"
    r"|(?i:(?<=bearer )[\w.~+/-]+|(?<=x-amz-signature=)\w+|(?<=x-amz-credential=)[^&\s\"]+)"
)
_FOREIGN = (
    "request",
    "scope",
    "asgi_protocol",
)  # objects attached by Django and the servers; their text holds query strings


def configuration(*, as_json: bool, level: str = "INFO") -> dict[str, Any]:
    """Return Django's LOGGING; the records of every library pass one formatter."""
    line = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": _first(),
        "processors": _last(as_json=as_json),
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": line},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.request": {"level": "ERROR"},  # RequestId logs refusals
            "botocore": {"level": "WARNING"},
            "channels_redis": {"level": "CRITICAL"},  # a traceback a second while Redis is away; the bus logs it once
            "procrastinate": {"level": "WARNING"},  # four lines a job
            "uvicorn.error": {"level": "WARNING"},  # a line a connection, as the rooms log themselves
            "mail.log": {"level": "WARNING"},  # the demo's mailbox logs every line of SMTP
        },
    }


def _first() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        _without_foreign_objects,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _last(*, as_json: bool) -> list[Processor]:
    rendering: list[Processor] = [
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(serializer=_json),
    ]
    if not as_json:
        rendering = [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
    return [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering, _without_secrets]


def _json(line: Any, **_: Any) -> str:
    return orjson.dumps(line, default=str).decode()


def _without_foreign_objects(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    for name in _FOREIGN:
        line.pop(name, None)
    return line


def _without_secrets(_: WrappedLogger, __: str, line: Any) -> Any:
    return _SECRETS.sub("[secret]", line)
