"""HTTP to Django, sockets to the rooms."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# A request or a command is answered within 3 s, whatever PostgreSQL does; jobs and migrations may take longer.
os.environ.setdefault("DB_STATEMENT_TIMEOUT_MS", "2000")

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

django_application = get_asgi_application()

from consumers.routing import websocket_urlpatterns  # noqa: E402 -- needs the apps that the line above loads

application = ProtocolTypeRouter({"http": django_application, "websocket": URLRouter(websocket_urlpatterns)})
