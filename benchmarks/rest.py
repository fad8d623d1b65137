"""Compare a page of 25 requisitions with plain Django REST framework in the same run (`make bench-rest`).

The figure is this process's CPU time for one request through all middleware, with a JWT and PostgreSQL: it depends
little on how busy the machine is. Peers take turns, and the best turn of each counts, because another process on the
same core can only add time. The last line is for machines.
"""

import argparse
import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from demo import services as embedded

ROWS, PAGE = 200, 25
API = "/api/talent-engine/requisitions/"
PEERS = {
    "nothing": ("an empty view", "/nothing/"),
    "wide_ours": ("every column, ours", "/wide/ours/"),
    "wide_drf": ("every column, plain DRF", "/wide/drf/"),
    "items_ours": ("the product's list, ours", API),
    "items_drf": ("the same keys, plain DRF", "/items/drf/"),
}


def main(*, rounds: int) -> None:
    get, queries = prepare()
    spent: dict[str, list[float]] = {name: [] for name in PEERS}
    for number in range(rounds + 3):
        for name, (_, url) in PEERS.items():
            cost = cpu_ms(partial(get, url), times=20)
            if number >= 3:
                spent[name].append(cost)
    cpu = {name: min(costs) for name, costs in spent.items()}
    for name, (words, _) in PEERS.items():
        print(f"{words:28} {cpu[name]:6.2f} ms CPU, {queries(name)} queries")
    ratio = cpu["wide_drf"] / cpu["wide_ours"]
    print(f"ratio_drf={ratio:.2f} cpu_ms={cpu['wide_ours']:.2f} queries={queries('wide_ours')}")


def cpu_ms(act: Callable[[], object], *, times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        act()
    return (time.process_time() - began) * 1000 / times


def prepare() -> tuple[Callable[[str], object], Callable[[str], int]]:
    """Create 200 requisitions like the document's, and return a function that gets a URL and one that counts queries."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    token = seed()
    client = Client(headers={"Authorization": f"Bearer {token}"})

    def get(url: str) -> object:
        answer = client.get(url, {"page_size": PAGE})
        assert answer.status_code == 200, answer.content
        return answer

    def queries(name: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            get(PEERS[name][1])
        return len(captured)

    return get, queries


def seed() -> str:
    from core.models import Tenant
    from core.tokens import access_for
    from hiring.requisitions import verbs
    from tests import cast

    tenant = Tenant.objects.create(name="Bench", domain="bench.example", code_prefix="BEN")
    member = cast.hire("rita", tenant, role="recruiter", number=1)
    lines = ["5+ years Python development experience", "Django expertise", "PostgreSQL database experience"]
    fields = {
        "title": "Senior Python Developer",
        "job_description": "We are looking for an experienced Python developer to join our team. " * 5,
        "requirements": lines,
        "responsibilities": lines,
        "documents_required": ["Curriculum Vitae (CV)", "Cover Letter", "Portfolio"],
        "company_name": "TechCorp Ltd",
        "salary_range": "£60,000 - £80,000",
        "approval_workflow": {"stages": [{"name": "Manager", "approvers": ["manager@company.com"]}]},
    }
    for _ in range(ROWS // 100):
        verbs.create_many(member.as_actor(), [fields] * 100)
    return str(access_for(member))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="te-bench-") as folder,
        embedded.start(Path(folder), origins=["http://localhost"], environ={}) as services,
    ):
        os.environ |= services.environment | {"TE_DEMO": "1", "THROTTLE_SCALE": "100000"}
        os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "ALLOWED_HOSTS": '["testserver"]'}
        import django

        django.setup()
        logging.disable(logging.CRITICAL)  # one log line for each request would hide the figures
        from django.core.management import call_command

        import config.urls
        from benchmarks.peers import lists

        config.urls.urlpatterns += lists.urlpatterns
        call_command("migrate", verbosity=0)
        main(rounds=options.rounds)
    sys.exit(0)
