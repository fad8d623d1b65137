"""The table of contents of hiring: the contract's paths, in its order."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from hiring import pages
from hiring.compliance import views as compliance
from hiring.openings import views as openings
from hiring.requests import views as requests
from hiring.requisitions import trash_views, views


class Code(StringConverter):
    """APP-JR-0001: so narrow that no word of another path is taken for a code."""

    regex = "[A-Z0-9]{1,12}-JR-[0-9]{4,12}"


class Link(StringConverter):
    regex = "[A-Za-z0-9_-]{1,255}"


class Domain(StringConverter):
    regex = "[a-z0-9.-]{1,253}"


register_converter(Domain, "domain")
register_converter(Code, "code")
register_converter(Link, "link")

_API = "api/talent-engine/"
_REQ = f"{_API}requisitions/"
_ITEMS = f"{_REQ}<code:code>/compliance-items/"

urlpatterns = [
    path(_REQ, views.Requisitions.as_view(), name="requisition-list"),
    path(f"{_REQ}bulk-create/", views.BulkCreate.as_view(), name="requisition-bulk-create"),
    path(f"{_REQ}<code:code>/", views.One.as_view(), name="requisition-detail"),
    path(f"{_REQ}bulk/bulk-delete/", trash_views.BulkDelete.as_view(), name="requisition-bulk-delete"),
    path(f"{_REQ}deleted/soft_deleted/", trash_views.Bin.as_view(), name="requisition-bin"),
    path(f"{_REQ}recover/requisition/", trash_views.Recover.as_view(), name="requisition-recover"),
    path(f"{_REQ}permanent-delete/requisition/", trash_views.Purge.as_view(), name="requisition-purge"),
    path(f"{_API}requisitions-per-user/", views.Mine.as_view(), name="requisition-mine"),
    path(f"{_REQ}published/requisition/", views.Published.as_view(), name="requisition-published"),
    path(f"{_REQ}public/published/", openings.PublicOpenings.as_view(), name="opening-list"),
    path(f"{_REQ}upcoming/public/jobs/", openings.UpcomingOpenings.as_view(), name="opening-upcoming"),
    path(f"{_REQ}public/published/<uuid:tenant_id>/", openings.TenantOpenings.as_view(), name="opening-tenant"),
    path(f"{_REQ}by-link/<link:unique_link>/", openings.OpeningByLink.as_view(), name="opening-by-link"),
    path(
        f"{_REQ}public/update-applications/<link:unique_link>/",
        openings.CountApplication.as_view(),
        name="opening-count-application",
    ),
    path(f"{_REQ}public/close/<code:code>/", openings.Close.as_view(), name="opening-close"),
    path(f"{_REQ}public/close/batch/", openings.CloseBatch.as_view(), name="opening-close-batch"),
    path(_ITEMS, compliance.Items.as_view(), name="compliance-list"),
    path(f"{_ITEMS}<uuid:item_id>/", compliance.Item.as_view(), name="compliance-detail"),
    path(f"{_API}requests/", requests.Requests.as_view(), name="request-list"),
    path(f"{_API}requests/<uuid:request_id>/", requests.One.as_view(), name="request-detail"),
    path(f"{_API}requests/user/", requests.Mine.as_view(), name="request-mine"),
    path("requisitions/", pages.RequisitionsPage.as_view(), name="requisitions"),
    path("requisitions/<code:code>/", pages.RequisitionPage.as_view(), name="requisition"),
    path("careers/<domain:domain>/", pages.CareersPage.as_view(), name="careers"),
    path("careers/<domain:domain>/<code:code>/", pages.JobPage.as_view(), name="job"),
]
