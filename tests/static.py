"""The pages' files, gathered as a deployment does: without them even an error page cannot be shown."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def collect_static(folder: Path) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "STATIC_ROOT": str(folder), "TE_DEMO": "1"},
        check=True,
    )
