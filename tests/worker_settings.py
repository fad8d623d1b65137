"""Settings of the worker tests' workers: the project's own, and jobs made for the tests."""

from config.settings import *  # noqa: F403 -- everything else is as in production

PROCRASTINATE_IMPORT_PATHS = ["tests.errands"]
