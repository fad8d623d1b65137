"""The one socket."""

from django.urls import path

from consumers.room import RoomConsumer

websocket_urlpatterns = [path("ws/video-sessions/<uuid:session_id>/", RoomConsumer.as_asgi())]
