"""Numbers for people, as APP-JR-0001 or REQ-20251115-0001: unique under any concurrency, with gaps, never reused."""

from uuid import UUID

from django.db import connection

_TAKE = """
    INSERT INTO core_counter (tenant_id, kind, day, value) VALUES (%s, %s, %s, %s)
    ON CONFLICT (tenant_id, kind, day) DO UPDATE SET value = core_counter.value + EXCLUDED.value
    RETURNING value
"""


def take(tenant_id: UUID, kind: str, *, day: str = "", count: int = 1) -> range:
    """Reserve `count` consecutive numbers in one statement, whose row lock orders concurrent takers."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [tenant_id, kind, day, count])
        last: int = cursor.fetchone()[0]
    return range(last - count + 1, last + 1)


def formatted(*parts: str, number: int) -> str:
    """Join the parts and the number, padded to four digits: APP-JR-9999, then APP-JR-10000."""
    return "-".join([*parts, f"{number:04d}"])
