"""The one WebSocket route."""

from typing import Any

from django.urls import path

from consumers.room import RoomConsumer

room: Any = RoomConsumer.as_asgi()  # an ASGI application, where Django's types expect a view
websocket_urlpatterns: list[Any] = [path("ws/video-sessions/<uuid:session_id>/", room)]
