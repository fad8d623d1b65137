from django.apps import AppConfig


class WiringConfig(AppConfig):
    """An app only because Django looks for commands in apps: `seed_demo` needs both hiring and interviews."""

    name = "config"
