"""The routes of hiring."""

from typing import Any

from core.models import Member
from hiring.compliance import verbs as compliance
from hiring.requests import verbs as requests
from hiring.requisitions import trash, verbs
from tests.matrix import Entry, World


def build(owner: Member) -> dict[str, Any]:
    """A published requisition with a check, one in the bin, and a request."""
    by = owner.as_actor()
    requisition = verbs.create(by, {"title": "Published", "deadline_date": None})
    verbs.change(requisition.code, by, {"status": "approved", "publish_status": True})
    binned = verbs.create(by, {"title": "Binned"})
    trash.delete(binned.code, by)
    return {
        "requisition": requisition,
        "binned": binned,
        "item": compliance.add(requisition.code, by, {"name": "References"}),
        "request": requests.create(by, {"request_type": "material", "title": "Chair", "item_name": "Chair"}),
    }


def _code(world: World) -> dict[str, Any]:
    return {"code": world["requisition"].code}


def _item(world: World) -> dict[str, Any]:
    return _code(world) | {"item_id": world["item"].pk}


def _request(world: World) -> dict[str, Any]:
    return {"request_id": world["request"].pk}


def _link(world: World) -> dict[str, Any]:
    return {"unique_link": world["requisition"].unique_link}


def _domain(world: World) -> dict[str, Any]:
    return {"domain": world["requisition"].tenant.domain}


def _ids(world: World) -> dict[str, Any]:
    return {"ids": [world["requisition"].code, world["binned"].code]}


def _job_ids(world: World) -> dict[str, Any]:
    return {"job_requisition_ids": [world["requisition"].code]}


_NEW = {"title": "Mine"}
ENTRIES = {
    "requisition-list": Entry("own", body=lambda _: _NEW),
    "requisition-bulk-create": Entry("own", body=lambda _: [_NEW]),
    "requisition-detail": Entry(kwargs=_code, body=lambda _: {"title": "Stolen"}),
    "requisition-bulk-delete": Entry("own", body=_ids),
    "requisition-bin": Entry("own"),
    "requisition-recover": Entry("own", body=_ids),
    "requisition-purge": Entry("own", body=_ids),
    "requisition-mine": Entry("own"),
    "requisition-published": Entry("own"),
    "opening-list": Entry("public"),
    "opening-upcoming": Entry("public"),
    "opening-tenant": Entry("public", kwargs=lambda world: {"tenant_id": world["requisition"].tenant_id}),
    "opening-by-link": Entry("public", kwargs=_link),
    "opening-count-application": Entry("public", kwargs=_link),
    "opening-close": Entry(kwargs=_code),
    "opening-close-batch": Entry("own", body=_job_ids),
    "compliance-list": Entry(kwargs=_code, body=lambda _: {"name": "Planted"}),
    "compliance-detail": Entry(kwargs=_item, body=lambda _: {"status": "waived"}),
    "request-list": Entry("own", body=lambda _: {"request_type": "service", "title": "Fix", "service_type": "other"}),
    "request-detail": Entry(kwargs=_request, body=lambda _: {"status": "approved"}),
    "request-mine": Entry("own"),
    "requisition-list-page": Entry("own"),
    "requisition-page": Entry(kwargs=_code, body=lambda _: {"version": "1", "status": "closed"}),
    "opening-list-page": Entry("public", kwargs=_domain),
    "opening-page": Entry("public", kwargs=lambda world: _domain(world) | _code(world)),
}
