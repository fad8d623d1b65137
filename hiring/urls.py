"""The table of contents of hiring: the contract's paths, in its order."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from hiring import pages
from hiring.compliance import views as compliance
from hiring.openings import views as openings
from hiring.requests import views as requests
from hiring.requisitions import trash_views, views


class CodeConverter(StringConverter):
    """Matches APP-JR-0001, and no word of another path."""

    regex = "[A-Z0-9]{1,12}-JR-[0-9]{4,12}"


class LinkConverter(StringConverter):
    regex = "[A-Za-z0-9_-]{1,255}"


class DomainConverter(StringConverter):
    regex = "[a-z0-9.-]{1,253}"


register_converter(DomainConverter, "domain")
register_converter(CodeConverter, "code")
register_converter(LinkConverter, "link")

_API = "api/talent-engine/"
_REQ = f"{_API}requisitions/"
_ITEMS = f"{_REQ}<code:code>/compliance-items/"

urlpatterns = [
    path(_REQ, views.Requisitions.as_view(), name="requisition-list"),
    path(f"{_REQ}bulk-create/", views.CreateRequisitions.as_view(), name="requisition-bulk-create"),
    path(f"{_REQ}<code:code>/", views.OneRequisition.as_view(), name="requisition-detail"),
    path(f"{_REQ}bulk/bulk-delete/", trash_views.DeleteRequisitions.as_view(), name="requisition-bulk-delete"),
    path(f"{_REQ}deleted/soft_deleted/", trash_views.RequisitionBin.as_view(), name="requisition-bin"),
    path(f"{_REQ}recover/requisition/", trash_views.RecoverRequisitions.as_view(), name="requisition-recover"),
    path(f"{_REQ}permanent-delete/requisition/", trash_views.PurgeRequisitions.as_view(), name="requisition-purge"),
    path(f"{_API}requisitions-per-user/", views.OwnRequisitions.as_view(), name="requisition-mine"),
    path(f"{_REQ}published/requisition/", views.PublishedRequisitions.as_view(), name="requisition-published"),
    path(f"{_REQ}public/published/", openings.PublicOpenings.as_view(), name="opening-list"),
    path(f"{_REQ}upcoming/public/jobs/", openings.UpcomingOpenings.as_view(), name="opening-upcoming"),
    path(f"{_REQ}public/published/<uuid:tenant_id>/", openings.TenantOpenings.as_view(), name="opening-tenant"),
    path(f"{_REQ}by-link/<link:unique_link>/", openings.OpeningByLink.as_view(), name="opening-by-link"),
    path(
        f"{_REQ}public/update-applications/<link:unique_link>/",
        openings.CountApplication.as_view(),
        name="opening-count-application",
    ),
    path(f"{_REQ}public/close/<code:code>/", openings.CloseOpening.as_view(), name="opening-close"),
    path(f"{_REQ}public/close/batch/", openings.CloseOpenings.as_view(), name="opening-close-batch"),
    path(_ITEMS, compliance.ComplianceItems.as_view(), name="compliance-list"),
    path(f"{_ITEMS}<uuid:item_id>/", compliance.OneComplianceItem.as_view(), name="compliance-detail"),
    path(f"{_API}requests/", requests.InternalRequests.as_view(), name="request-list"),
    path(f"{_API}requests/<uuid:request_id>/", requests.OneRequest.as_view(), name="request-detail"),
    path(f"{_API}requests/user/", requests.OwnRequests.as_view(), name="request-mine"),
    path("requisitions/", pages.RequisitionsPage.as_view(), name="requisition-list-page"),
    path("requisitions/<code:code>/", pages.RequisitionPage.as_view(), name="requisition-page"),
    path("careers/<domain:domain>/", pages.CareersPage.as_view(), name="opening-list-page"),
    path("careers/<domain:domain>/<code:code>/", pages.JobPage.as_view(), name="opening-page"),
]
