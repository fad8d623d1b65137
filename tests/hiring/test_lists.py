"""Lists: constant work whatever the page, and the same bytes on the short way as on the long one."""

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
    """Thirty of each, with every awkward text in between."""
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
def test_both_ways_give_the_same_bytes(
    api: Api, adam: Member, many: None, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    short = api(adam).get(API + path)
    assert short.status_code == 200
    assert short.json()["count"] > 0
    with monkeypatch.context() as long_way:
        for view in _subclasses(ListView):
            long_way.setattr(view, "from_columns", False)
        long = api(adam).get(API + path)
    assert short.content == long.content
    assert short["Content-Type"] == long["Content-Type"]


def _subclasses(view: type) -> list[type]:
    direct: list[type] = view.__subclasses__()
    return [*direct, *(found for below in direct for found in _subclasses(below))]


@pytest.mark.parametrize("path", [*LISTS, *PUBLIC])
def test_a_list_asks_three_questions_at_most(api: Api, adam: Member, many: None, path: str) -> None:
    client = api(None if path in PUBLIC else adam)
    joint = "&" if "?" in path else "?"
    asked = []
    for size in (1, 100):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{API}{path}{joint}page_size={size}").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 3, "who asks, how many, the page"


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
