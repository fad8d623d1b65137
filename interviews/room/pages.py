"""The room's pages."""

from django.views.generic import TemplateView


class RoomPage(TemplateView):
    """The room's public shell: it holds no word of the session, which comes by the API to whoever may have it."""

    template_name = "interviews/room.html"


class EndedPage(TemplateView):
    """Where a room leads when it is over."""

    template_name = "interviews/ended.html"
