from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from core import checks, members  # noqa: F401, PLC0415 -- start-up checks and receivers, once apps are loaded
