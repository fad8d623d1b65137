"""The company's staff, to choose a panel from."""

from django.db.models import QuerySet

from core.lists import ListView
from core.models import Member
from interviews.filters import MemberFilter
from interviews.serializers import MemberSerializer


class Members(ListView):
    """One's colleagues, by first name."""

    queryset = Member.objects.all()
    serializer_class = MemberSerializer
    filterset_class = MemberFilter

    def rows(self) -> QuerySet[Member]:
        self.require("interview.read")
        colleagues = Member.objects.filter(tenant_id=self.actor.tenant_id, is_active=True)
        return colleagues.order_by("first_name", "last_name", "pk")
