"""Settings of the fault tests' servers: the project's own, and the shim."""

from config.settings import *  # noqa: F403 -- everything else is as in production
from config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.shim.apps.ShimConfig"]
