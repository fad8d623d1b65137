"""The room's pages."""

from django.views.generic import TemplateView


class RoomPage(TemplateView):
    """The room's public shell. It holds nothing of the session: the page fetches that by the API, with credentials."""

    template_name = "interviews/room/room.html"


class EndedPage(TemplateView):
    """The page shown when a room is over."""

    template_name = "interviews/room/ended.html"
