"""`make demo`: says what it does, is ready when it says so, mends itself, keeps its data and leaves nothing behind."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.core.management import CommandError, call_command

from demo.programs import CHECKOUT, Program, Supervisor
from demo.services import Home, Service, ServiceError

PATIENCE = 90  # seconds; a loaded machine may take its time


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def bare() -> dict[str, str]:
    """The environment of somebody who has just logged in."""
    return {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}


@contextmanager
def demo(folder: Path, port: int, *flags: str, checkout: Path = CHECKOUT) -> Iterator[dict[str, Any]]:
    """Run the command as a person would, give what `demo.json` says, and end it with Ctrl-C."""
    command = [sys.executable, "manage.py", "demo", "--port", str(port), "--data-dir", str(folder), *flags]
    said = folder.with_suffix(".out")
    with said.open("w") as out, subprocess.Popen(command, cwd=checkout, env=bare(), stdout=out, stderr=out) as run:
        try:
            until(lambda: (folder / "demo.json").exists() or run.poll() is not None)
            assert run.poll() is None, said.read_text()
            yield json.loads((folder / "demo.json").read_text()) | {"said": said}
        finally:
            run.send_signal(signal.SIGINT)
            assert run.wait(PATIENCE) == 0, said.read_text()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def pids(folder: Path) -> dict[str, int]:
    return {lock.stem: int(lock.read_text()) for lock in folder.glob("*.lock")}


def answer(url: str, body: dict[str, str] | None = None) -> httpx.Response:
    return httpx.post(url, json=body, timeout=10) if body else httpx.get(url, timeout=10)


@pytest.mark.timeout(240)
def test_the_demo_serves_what_it_prints_restarts_dead_services_and_keeps_its_data(spot: Path) -> None:
    folder, port = spot / "demo", free_port()
    with demo(folder, port) as facts:
        assert facts["base_url"] == f"http://127.0.0.1:{port}"
        for host in ("127.0.0.1", "localhost"):
            assert answer(f"http://{host}:{port}/readyz").json()["status"] == "ok"
        for person in facts["staff"]:
            named = {"email": person["email"], "password": person["password"]}
            assert answer(f"{facts['base_url']}/api/token/", named).json()["access"]
        assert answer(facts["candidate_link"]).status_code == 200
        assert Path(facts["mailbox"]).is_dir()
        assert ask_a_shell(folder, "python manage.py shell -v 0 -c 'print(Member.objects.count())'") == "7"
        assert "core" in ask_a_shell(folder, "python manage.py showmigrations")
        killed = pids(folder)["worker"]
        os.kill(killed, signal.SIGKILL)
        until(lambda: "Worker is back" in facts["said"].read_text())
        running = pids(folder)
        assert running["worker"] != killed
    assert not any(alive(pid) for pid in running.values())
    assert not (folder / "demo.json").exists()
    checkout = copied(spot / "checkout")
    with demo(folder, port, "--dev", checkout=checkout) as again:
        assert again["session_id"] == facts["session_id"]
        assert again["staff"] == facts["staff"]
        work_on(checkout, again["base_url"], again["said"])


def ask_a_shell(folder: Path, question: str) -> str:
    """Run a command on the services of the running demo, as the README describes."""
    line = f'eval "$(python manage.py demo --env --data-dir {folder})" && {question}'
    path = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", line], cwd=CHECKOUT, env=bare() | path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_without_a_running_demo_nobody_gets_its_settings(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    with pytest.raises(CommandError, match=r"No demo runs in .*: start one with `make demo`"):
        call_command("demo", data_dir=folder, env=True)
    with Home(folder):
        (folder / "environment.json").write_text("{}")  # as a demo leaves it that was killed
    with pytest.raises(CommandError, match="No demo runs in"):
        call_command("demo", data_dir=folder, env=True)


def test_a_command_without_settings_names_the_fix() -> None:
    """`makemigrations` is the first thing a developer tries."""
    command = [sys.executable, "manage.py", "makemigrations", "--check"]
    done = subprocess.run(command, cwd=CHECKOUT, env=bare(), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "make manage ARGS=makemigrations" in done.stderr


def copied(checkout: Path) -> Path:
    for name in ("config", "consumers", "core", "demo", "hiring", "interviews", "manage.py"):
        if (CHECKOUT / name).is_dir():
            shutil.copytree(CHECKOUT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(CHECKOUT / name, checkout / name)
    return checkout


def work_on(checkout: Path, url: str, said: Path) -> None:
    """Styles are new without a restart, templates and code by one; a mistake is shown, and mended by the next change."""
    style, template, code = (
        checkout / "core" / name for name in ("static/te/base.css", "templates/core/login.html", "exposition.py")
    )
    before = code.read_text()
    assert "/static/te/base.css" in answer(f"{url}/login/").text, "unhashed"
    assert "DEBUG = True" in answer(f"{url}/nowhere/").text
    style.write_text("body { color: teal }")
    assert answer(f"{url}/static/te/base.css").text == "body { color: teal }"
    assert "has changed" not in said.read_text()
    code.write_text("this is no Python")
    until(lambda: "SyntaxError" in said.read_text())
    code.write_text(before)
    template.write_text("seen at once")
    until(lambda: serves(f"{url}/login/", "seen at once"))


def serves(url: str, text: str) -> bool:
    try:
        return answer(url).text == text
    except httpx.TransportError:
        return False


def test_a_busy_port_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} is used by another program: .* --port"):
            call_command("demo", port=port, data_dir=tmp_path)


def test_fresh_deletes_what_a_demo_made_and_nothing_else(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "thesis.txt").write_text("ten years of work")
    (theirs / "data").symlink_to(ours)
    with Home(ours):
        (ours / "s3").mkdir()
        (ours / "s3" / "old").touch()
        (ours / "link").symlink_to(theirs)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for folder, reason in ((ours, "used by another program"), (theirs, "not ours")):
            with pytest.raises(CommandError, match=reason):
                call_command("demo", port=port, data_dir=folder, fresh=True)
    assert sorted(entry.name for entry in ours.iterdir()) == [".talent-engine", "in-use"]
    assert (theirs / "thesis.txt").exists()


@pytest.fixture(autouse=True)
def _own_signals() -> Iterator[None]:
    """Give the test run its signal handlers back: the command sets its own."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def sleeper(folder: Path) -> Program:
    return Program("Sleeper", ["sleep", "600"], folder=folder, environment={"PATH": os.environ["PATH"]})


def test_a_dead_program_is_started_again(tmp_path: Path) -> None:
    lines: list[str] = []
    program = sleeper(tmp_path)
    supervisor = Supervisor([program], lines.append)
    with program:
        until(lambda: (tmp_path / "sleeper.lock").exists() and program.child.pid > 0)
        os.kill(program.child.pid, signal.SIGKILL)
        until(lambda: not program.alive)
        supervisor.restart_dead()
        supervisor.restart_dead()
        assert program.alive
    assert lines == ["Sleeper died; starting it again", "Sleeper is back"]


def test_a_program_that_keeps_dying_is_restarted_ever_more_rarely(monkeypatch: pytest.MonkeyPatch) -> None:
    class Hopeless(Service):
        name = "Hopeless"
        alive = False

        def start(self) -> dict[str, str]:
            raise ServiceError("no luck")

    now = 0.0
    monkeypatch.setattr("demo.programs.time.monotonic", lambda: now)
    lines: list[str] = []
    supervisor = Supervisor([Hopeless()], lines.append)
    for _ in range(2 * 60):
        supervisor.restart_dead()
        now += 0.5
    planned = [line.partition("again")[2] for line in lines if "died" in line]
    assert planned == ["", " in 1 s", " in 2 s", " in 4 s", " in 8 s", " in 16 s", " in 30 s"]
    assert "no luck" in lines
