"""Start real services from wheels, for the demo and the tests: those that the environment does not already name."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from demo.services.home import Home, ServiceError, turn
from demo.services.postgres import Postgres
from demo.services.redis import Redis
from demo.services.s3 import S3
from demo.services.service import Service, running
from demo.services.smtp import Smtp

__all__ = [
    "S3",
    "Home",
    "Postgres",
    "Redis",
    "Service",
    "ServiceError",
    "Services",
    "Smtp",
    "running",
    "start",
    "start_in",
]

S3_NAMES = ("S3_ENDPOINT_URL", "S3_BUCKET", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY")
NAMES = ("DATABASE_URL", "REDIS_URL", *S3_NAMES, "EMAIL_URL")


@dataclass(frozen=True)
class Services:
    environment: dict[str, str]
    parts: list[Service]
    mailbox: Path | None


@contextmanager
def start(
    data_dir: Path,
    *,
    origins: Sequence[str],
    environ: Mapping[str, str],
    durable: bool = True,
    report: Callable[[str], None] = lambda _line: None,
) -> Iterator[Services]:
    """Claim the folder and run the missing services in it; `durable=False` trades safety for speed, for tests."""
    with Home(data_dir) as home, start_in(home, origins, environ, durable=durable, report=report) as services:
        yield services


@contextmanager
def start_in(
    home: Home,
    origins: Sequence[str],
    environ: Mapping[str, str],
    *,
    durable: bool = True,
    report: Callable[[str], None],
) -> Iterator[Services]:
    with ExitStack() as stack:
        with turn():
            parts = _missing(home, origins, environ, durable=durable)
            environment = stack.enter_context(running(parts, report)) | _direct(environ)
        yield Services(environment, parts, next((part.mailbox for part in parts if isinstance(part, Smtp)), None))


def _direct(environ: Mapping[str, str]) -> dict[str, str]:
    """Exclude our own services from a proxy of the machine."""
    known = environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    return {"no_proxy": ",".join(filter(None, [known, "127.0.0.1", "localhost"]))}


def _missing(home: Home, origins: Sequence[str], environ: Mapping[str, str], *, durable: bool) -> list[Service]:
    given = {name for name in NAMES if environ.get(name) or environ.get(f"{name}_FILE")}
    lacking = [name for name in S3_NAMES if name not in given]
    if lacking and len(lacking) < len(S3_NAMES):
        raise ServiceError(f"The store is only half described: set {', '.join(lacking)} too.")
    parts: list[Service] = []
    if "DATABASE_URL" not in given:
        parts.append(Postgres(home, durable=durable))
    if "REDIS_URL" not in given:
        parts.append(Redis(home))
    if lacking:
        parts.append(S3(home, origins=origins))
    if "EMAIL_URL" not in given:
        parts.append(Smtp(home))
    return parts
