"""HTTP to Django, sockets to the rooms."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# A request or a command is answered within 3 s, whatever PostgreSQL does; jobs and migrations may take longer.
os.environ.setdefault("DB_STATEMENT_TIMEOUT_MS", "2000")

from channels.routing import ProtocolTypeRouter, URLRouter

from core import asgi

http = asgi.application()

from consumers.routing import websocket_urlpatterns  # noqa: E402 -- needs the apps that the line above loads

application = ProtocolTypeRouter({"http": http, "websocket": URLRouter(websocket_urlpatterns)})
