"""Settings of the worker that `benchmarks.jobs` measures."""

from config.settings import *  # noqa: F403 -- everything else is as in production

PROCRASTINATE_IMPORT_PATHS = ["benchmarks.stamping"]
