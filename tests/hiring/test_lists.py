"""Lists: a constant number of queries, and the same bytes from columns as through serializers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework import serializers

from core.columns import ListProjection
from core.lists import ListView
from core.models import Member
from hiring.requests import verbs as requests
from hiring.requisitions import trash, verbs
from hiring.requisitions.models import Requisition
from tests.hiring.conftest import API, Api

LISTS = [
    "requisitions/",
    "requisitions/?status=approved&search=job&ordering=-title",
    "requisitions-per-user/",
    "requisitions/published/requisition/",
    "requisitions/deleted/soft_deleted/",
    "requests/",
    "requests/?ordering=needed_date",
    "requests/user/",
]
PUBLIC = ["requisitions/public/published/", "requisitions/upcoming/public/jobs/"]


@pytest.fixture
def many(adam: Member) -> None:
    """Thirty requisitions and ten requests, with texts that are hard to encode."""
    by = adam.as_actor()
    titles = [
        "Job £ é 🚀",
        "U+2028 \u2028 \u2029 job",
        'quotes " \\ / job',
        "control \x01 \x7f job",
        "<script>job</script>",
    ]
    rows = verbs.create_many(by, [{"title": titles[n % 5], "deadline_date": None} for n in range(30)])
    for row in rows[:8]:
        verbs.change(row.code, by, {"status": "approved", "publish_status": True, "deadline_date": row.requested_date})
    trash.delete_many([row.code for row in rows[20:]], by)
    for title in titles:
        requests.create(by, {"request_type": "material", "title": title, "item_name": title})
        requests.create(by, {"request_type": "service", "title": title, "service_type": "other"})


@pytest.mark.parametrize("path", LISTS)
def test_lists_read_from_columns_equal_lists_read_through_serializers(
    api: Api, adam: Member, many: None, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    from_columns = api(adam).get(API + path)
    assert from_columns.status_code == 200
    assert from_columns.json()["count"] > 0
    with monkeypatch.context() as patch:
        for view in _subclasses(ListView):
            patch.setattr(view, "from_columns", False)
        from_serializers = api(adam).get(API + path)
    assert from_columns.content == from_serializers.content
    assert from_columns["Content-Type"] == from_serializers["Content-Type"]


def _subclasses(view: type) -> list[type]:
    direct: list[type] = view.__subclasses__()
    return [*direct, *(found for below in direct for found in _subclasses(below))]


@pytest.mark.parametrize("path", [*LISTS, *PUBLIC])
def test_a_list_makes_at_most_three_queries_whatever_its_size(api: Api, adam: Member, many: None, path: str) -> None:
    client = api(None if path in PUBLIC else adam)
    joint = "&" if "?" in path else "?"
    asked = []
    for size in (1, 100):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{API}{path}{joint}page_size={size}").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 3, "the caller, the count, the page"


def test_pages_never_overlap(api: Api, adam: Member, many: None) -> None:
    seen: list[str] = []
    url = f"{API}requisitions/?page_size=7&ordering=status"
    while url:
        page = api(adam).get(url).json()
        seen += [row["id"] for row in page["results"]]
        url = page["next"]
    assert len(seen) == len(set(seen)) == 20


def test_a_field_without_a_column_is_refused() -> None:
    class Odd(serializers.ModelSerializer[Requisition]):
        odd = serializers.SerializerMethodField()

        class Meta:
            model = Requisition
            fields = ["title", "odd"]

    with pytest.raises(TypeError, match="odd"):
        ListProjection(Odd())
