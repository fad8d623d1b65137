"""The project's own settings, over real services started once a run and shared by the parallel workers.

Workers are kept apart by database (pytest-django names one each), Redis prefix and bucket prefix.
"""

import os
import shutil
import socket
import tempfile
from contextlib import ExitStack
from pathlib import Path

from demo import services as embedded

_stack = ExitStack()
stop_services = _stack.close  # called when the run ends; does nothing in the workers

SITES = 9  # the run itself and its parallel workers; the store answers pages of these origins only


def free_ports(count: int) -> list[int]:
    with ExitStack() as probes:
        found = [probes.enter_context(socket.socket()) for _ in range(count)]
        for probe in found:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in found]


if "TE_TESTING" not in os.environ:  # the first process of the run; parallel workers inherit what it sets
    _folder = Path(tempfile.mkdtemp(prefix="te-test-"))
    _ports = [str(port) for port in free_ports(SITES)]
    _origins = [f"http://127.0.0.1:{port}" for port in _ports]
    _services = _stack.enter_context(embedded.start(_folder, origins=_origins, environ={}, durable=False))
    os.environ |= _services.environment
    os.environ |= {
        "TE_TESTING": "1",
        "TE_SITE_PORTS": " ".join(_ports),
        "TE_MAILBOX": str(_services.mailbox),
        "ROOM_TIME_SCALE": "0.1",
        "THROTTLE_SCALE": "1000",
    }
    (_folder / "static").mkdir()  # a fresh clone has none, and the pages' server says so
    os.environ |= {"STATIC_ROOT": str(_folder / "static")}
    os.environ |= {"BASE_URL": "http://testserver", "ALLOWED_HOSTS": '["testserver", "localhost", "127.0.0.1"]'}
    _stack.callback(shutil.rmtree, _folder, ignore_errors=True)

_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
SITE_PORT = int(os.environ["TE_SITE_PORTS"].split()[int(_worker.removeprefix("gw")) + 1 if _worker != "main" else 0])
os.environ |= {"REDIS_PREFIX": f"te-{_worker}", "S3_PREFIX": f"{_worker}/"}

from config.settings import *  # noqa: E402, F403 -- the environment above must be complete first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the cast logs in a thousand times
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
MAILBOX = Path(os.environ["TE_MAILBOX"])
# In-process pages need no collected files; the browser tests collect them and serve them as production does.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405 -- from the project's own settings
