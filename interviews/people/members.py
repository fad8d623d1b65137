"""The list of the company's staff, from which a panel is chosen."""

from django.db.models import QuerySet

from core.filters import ListFilter, SearchFilter
from core.lists import ListView
from core.models import Member
from interviews.people.serializers import MemberSerializer


class MemberFilter(ListFilter):
    search = SearchFilter(["first_name", "last_name", "email"])

    class Meta:
        model = Member
        fields: list[str] = []


class Members(ListView):
    """The company's active members, by first name."""

    queryset = Member.objects.all()
    serializer_class = MemberSerializer
    filterset_class = MemberFilter

    def rows(self) -> QuerySet[Member]:
        self.require("interview.read")
        colleagues = Member.objects.filter(tenant_id=self.actor.tenant_id, is_active=True)
        return colleagues.order_by("first_name", "last_name", "pk")
