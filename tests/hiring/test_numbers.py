"""Codes that people quote: unique under any concurrency, consecutive in a batch, never reused."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from core.models import Counter, Member, Tenant
from hiring.requisitions import trash, verbs
from hiring.requisitions.models import Requisition
from tests import cast


@pytest.mark.django_db(transaction=True)
def test_a_thousand_requisitions_at_once_get_a_thousand_codes(rita: Member) -> None:
    by = rita.as_actor()
    batch = [{"title": f"Job {number}"} for number in range(20)]

    def create(_: int) -> list[int]:
        try:
            return [int(row.code.rsplit("-", 1)[1]) for row in verbs.create_many(by, batch)]
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        batches = list(pool.map(create, range(50)))
    rows = Requisition.objects.of(by).values_list("code", "application_code", "requisition_number", "unique_link")
    assert [len(set(series)) for series in zip(*rows, strict=True)] == [1000] * 4
    assert all(numbers == list(range(numbers[0], numbers[0] + 20)) for numbers in batches)


def test_codes_after_9999_have_five_digits(rita: Member) -> None:
    verbs.create(rita.as_actor(), {"title": "First"})
    Counter.objects.filter(kind="JR").update(value=9998)
    made = verbs.create_many(rita.as_actor(), [{"title": "Last"}, {"title": "Next"}])
    assert [row.code for row in made] == ["ACM-JR-9999", "ACM-JR-10000"]


def test_a_purged_code_is_not_given_again(rita: Member, olivia: Member) -> None:
    first = verbs.create(rita.as_actor(), {"title": "First"})
    trash.delete(first.code, rita.as_actor())
    trash.purge_many([first.code], olivia.as_actor())
    assert verbs.create(rita.as_actor(), {"title": "Second"}).code == "ACM-JR-0002"


def test_companies_that_begin_alike_have_codes_of_their_own(acme: Tenant) -> None:
    alike = [
        cast.found("Acmelot", "acmelot.example"),
        cast.found("ACME", "acme.test"),
        cast.found("株式会社", "kk.example"),
    ]
    prefixes = [acme.code_prefix, *(tenant.code_prefix for tenant in alike)]
    assert len(set(prefixes)) == 4
