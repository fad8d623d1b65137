"""What the browser tests' own web server and worker run with: the project's settings, static files in a folder of the run."""

import os
from pathlib import Path

from config.settings import *  # noqa: F403 -- everything else is as in production

STATIC_ROOT = Path(os.environ["TE_STATIC_ROOT"])
