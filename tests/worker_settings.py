"""What the workers of the worker tests run with: the project's own settings, and jobs made for the tests."""

from config.settings import *  # noqa: F403 -- everything else is as in production

PROCRASTINATE_IMPORT_PATHS = ["tests.errands"]
