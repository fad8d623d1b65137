"""Pages of hiring: staff read, approve and publish requisitions; the public reads a company's open jobs.

They call the same verbs as the REST API, and need no script.
"""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from core.errors import DomainError, Forbidden, Invalid, NotFound
from core.models import Tenant
from core.pages import PER_PAGE, StaffPage, find
from hiring.openings import verbs as openings
from hiring.requisitions import approvals, states, verbs
from hiring.requisitions.filters import RequisitionFilter
from hiring.requisitions.models import Requisition, RequisitionQuerySet
from hiring.vocabulary import TEXT_MAX, RequisitionStatus

_LABELS = {
    RequisitionStatus.APPROVED: _("Approve"),
    RequisitionStatus.REJECTED: _("Reject"),
    RequisitionStatus.PENDING: _("Submit for approval"),
    RequisitionStatus.OPEN: _("Open"),
    RequisitionStatus.DRAFT: _("Back to draft"),
    RequisitionStatus.ON_HOLD: _("Put on hold"),
    RequisitionStatus.CLOSED: _("Close"),
    RequisitionStatus.CANCELLED: _("Cancel requisition"),
}
_ORDER = list(_LABELS)


class RequisitionStaffPage(StaffPage):
    """The base of the pages that need the grant to read requisitions."""

    grant = "requisition.read"
    section = "requisitions"

    def rows(self) -> RequisitionQuerySet:
        return Requisition.objects.of(self.actor).kept()


class RequisitionsPage(RequisitionStaffPage):
    template_name = "hiring/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        narrowed = RequisitionFilter(self.request.GET, self.rows())
        return super().get_context_data(
            rows=self.page_of(narrowed.qs),
            statuses=RequisitionStatus.choices,
            chosen=self.request.GET.get("status", ""),
            words=self.request.GET.get("search", ""),
            **kwargs,
        )


class DecisionForm(forms.Form):
    """The form that each button of the detail page sends."""

    status = forms.ChoiceField(choices=RequisitionStatus.choices, required=False)
    publish_status = forms.TypedChoiceField(choices=[("true", "true"), ("false", "false")], required=False)
    comment = forms.CharField(max_length=TEXT_MAX, required=False)
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)

    def change(self) -> dict[str, Any]:
        """Return the fields for `verbs.change`, as `{"status": "approved", "comment": "Go"}`."""
        fields = {name: value for name, value in self.cleaned_data.items() if value and name != "version"}
        if "publish_status" in fields:
            fields["publish_status"] = fields["publish_status"] == "true"
        return fields


class RequisitionPage(RequisitionStaffPage):
    template_name = "hiring/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = find(self.rows().select_related("tenant"), code=kwargs["code"])
        return super().get_context_data(
            row=row,
            items=row.compliance_items.all(),
            moves=[(move.value, _LABELS[move]) for move in self._moves(row)],
            may_publish=self.actor.can("requisition.write")
            and (row.publish_status or row.status in states.PUBLISHABLE),
            **kwargs,
        )

    def _moves(self, row: Requisition) -> list[RequisitionStatus]:
        """Return the moves that the actor may make from the row's state, in the order of the buttons."""
        allowed = map(RequisitionStatus, states.MOVES[row.status])
        deciding = {RequisitionStatus.APPROVED, RequisitionStatus.REJECTED}
        may_write, may_decide = self.actor.can("requisition.write"), approvals.may_decide(row, self.actor)
        possible = [move for move in allowed if (may_decide if move in deciding else may_write)]
        return sorted(possible, key=_ORDER.index)

    def post(self, request: HttpRequest, code: str) -> HttpResponseRedirect:
        if not self.actor.can(self.grant):
            raise PermissionDenied
        find(self.rows(), code=code)
        form = DecisionForm(request.POST)
        if form.is_valid():
            try:
                verbs.change(code, self.actor, form.change(), expected=form.cleaned_data["version"])
            except (Forbidden, NotFound) as refusal:
                raise PermissionDenied from refusal
            except DomainError as refusal:
                messages.error(request, _sentence(refusal))
        else:
            messages.error(request, _("That cannot be understood. Reload the page and try again."))
        return HttpResponseRedirect(request.path)


def _sentence(refusal: DomainError) -> str:
    if isinstance(refusal, Invalid):
        return " ".join(sentence for sentences in refusal.fields.values() for sentence in sentences)
    return refusal.detail


class CareersPage(TemplateView):
    """A company's open jobs, for the public."""

    template_name = "hiring/careers.html"

    def tenant(self) -> Tenant:
        return cast("Tenant", find(Tenant.objects.all(), domain=self.kwargs["domain"]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tenant = self.tenant()
        rows = openings.accepting(Requisition.objects.of(tenant)).order_by("-created_at", "code")
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(tenant=tenant, rows=page, **kwargs)


class JobPage(CareersPage):
    """One published job, also after it was closed."""

    template_name = "hiring/job.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tenant = self.tenant()
        job = find(openings.published(Requisition.objects.of(tenant)), code=kwargs["code"])
        return {"tenant": tenant, "job": job}
