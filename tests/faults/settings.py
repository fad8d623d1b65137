"""What the servers of the fault tests run with: the project's own settings, and the shim."""

from config.settings import *  # noqa: F403 -- everything else is as in production
from config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.shim.apps.ShimConfig"]
