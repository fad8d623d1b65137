"""PostgreSQL: reachable, new enough, migrated, limited in time, and of the same time as this machine."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import OperationalError, connection
from django.db.backends.utils import CursorWrapper
from django.db.migrations.executor import MigrationExecutor

from core.doctor.examination import Failed, Probe, Warned

OLDEST = (14, 0)
SKEW = 2.0  # seconds
POOLER = "unsupported startup parameter"  # PgBouncer's refusal of options that it has not been asked to ignore


def probes() -> list[Probe]:
    return [
        Probe(
            "database.connect",
            "connect to PostgreSQL and ask its version",
            _connect,
            "Start PostgreSQL, and set DATABASE_URL to postgres://user:password@host:port/name.",
            door=True,
        ),
        Probe(
            "database.migrations",
            "compare the applied migrations with the code's",
            _migrations,
            "Run `manage.py migrate` with this release, then start the servers.",
            limit=10,
        ),
        Probe(
            "database.limits",
            "read the time limits in force for statements and locks",
            _limits,
            "Set DB_STATEMENT_TIMEOUT_MS to 2000, or leave it unset.",
        ),
        Probe(
            "database.clock",
            "compare the database's clock with this machine's",
            _clock,
            "Run NTP (chrony, systemd-timesyncd) on both machines: tokens, signed addresses and TURN use this one's clock.",
        ),
    ]


@contextmanager
def _cursor() -> Iterator[CursorWrapper]:
    """Each probe has a thread, and so a connection, of its own."""
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def _connect() -> str:
    try:
        with _cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
            number, version = cursor.fetchone()
    except OperationalError as error:
        if POOLER not in str(error):
            raise
        fix = f"In pgbouncer.ini set ignore_startup_parameters = options, then set the time limits: {_set_by_role()}"
        raise Failed("a pooler refuses the start-up options", fix) from error
    if divmod(number, 10_000) < OLDEST:
        raise Failed(f"PostgreSQL {version}", f"Upgrade to PostgreSQL {OLDEST[0]} or newer.")
    return f"PostgreSQL {version}"


def _migrations() -> str:
    with _cursor():
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        names = [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
        raise Failed(f"{len(names)} not applied: {', '.join(names[:3])}{', …' if len(names) > 3 else ''}")  # noqa: PLR2004 -- a few are enough
    return "all applied"


def _limits() -> str:
    wanted = {
        "statement_timeout": settings.DB_STATEMENT_TIMEOUT_MS,
        "lock_timeout": settings.DB_STATEMENT_TIMEOUT_MS // 2,
    }
    if not all(wanted.values()):
        raise Warned("DB_STATEMENT_TIMEOUT_MS is 0: a statement may keep a thread and its locks for ever")
    with _cursor() as cursor:
        cursor.execute("SELECT name, setting::int FROM pg_settings WHERE name = ANY(%s)", [list(wanted)])
        found: dict[str, int] = dict(cursor.fetchall())
        cursor.execute("SELECT current_user, current_database()")  # a pooler may know them by other names
        role, database = cursor.fetchone()
    seen = ", ".join(f"{name} {found[name]} ms" for name in wanted)
    if any(not 0 < found[name] <= limit for name, limit in wanted.items()):
        fix = f"The start-up options are lost, as in a pooler's transaction mode; run as an administrator: {_set_by_role(role, database)}"
        raise Failed(f"{seen}, instead of {', '.join(f'{limit} ms' for limit in wanted.values())}", fix)
    return seen


def _set_by_role(role: str | None = None, database: str | None = None) -> str:
    """Limit only this database: the role may use others."""
    named, limit = settings.DATABASES["default"], settings.DB_STATEMENT_TIMEOUT_MS
    change = f'ALTER ROLE "{role or named["USER"]}" IN DATABASE "{database or named["NAME"]}" SET'
    return f"{change} statement_timeout = {limit}; {change} lock_timeout = {limit // 2};"


def _clock() -> str:
    with _cursor() as cursor:
        before = time.time()
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
        theirs = cursor.fetchone()[0]
        after = time.time()
    # The answer was made between the two: only what lies outside is a difference of clocks.
    ahead = max(theirs - after, 0.0) - max(before - theirs, 0.0)
    if abs(ahead) > SKEW:
        raise Warned(f"this machine is {abs(ahead):.1f} s {'behind' if ahead > 0 else 'ahead of'} the database")
    return f"apart by less than {abs(ahead) + after - before + 0.01:.2f} s"
