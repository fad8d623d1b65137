"""The consumer of the tutorial: AsyncJsonWebsocketConsumer and group_send over the channel layer."""

import os
from typing import Any

import django
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import path

settings.configure(
    SECRET_KEY="benchmark",  # noqa: S106 -- nothing is signed here
    CHANNEL_LAYERS={
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {
                "hosts": [{"address": os.environ["REDIS_URL"], "socket_timeout": 30, "max_connections": 4096}],
                "capacity": 5000,  # with the default of 100 a quarter of the messages is dropped
            },
        },
    },
)
django.setup()


class NaiveConsumer(AsyncJsonWebsocketConsumer):
    async def connect(self) -> None:
        self.room = self.scope["url_route"]["kwargs"]["room"]
        await self.channel_layer.group_add(self.room, self.channel_name)
        await self.accept()
        await self.send_json({"type": "welcome"})

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(self.room, self.channel_name)

    async def receive_json(self, content: Any, **_: Any) -> None:
        message = {"type": "text", "sender": self.channel_name, "content": content}
        await self.channel_layer.group_send(self.room, message)

    async def text(self, event: dict[str, Any]) -> None:
        if event["sender"] != self.channel_name:
            await self.send_json(event["content"])


consumer: Any = NaiveConsumer.as_asgi()  # an ASGI application, where Django's types expect a view
routes: list[Any] = [path("room/<str:room>/", consumer)]
application = ProtocolTypeRouter({"websocket": URLRouter(routes)})
