from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from core import checks, housekeeping, members  # noqa: F401, PLC0415 -- checks, jobs and receivers, once apps are loaded
