"""The embedded services are real, keep to themselves, and come back with their data after any kind of death."""

import json
import os
import signal
import smtplib
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import boto3
import httpx
import psycopg
import pytest
import redis

from demo import services as embedded
from demo.services import Home, Postgres, ServiceError, Services
from demo.services.smtp import readable

ORIGIN = "http://localhost:8002"
ALL_GIVEN = dict.fromkeys(embedded.NAMES, "given")

# A parent that starts what it is not given, says what it started, and waits to be killed.
PARENT = """
    import json, sys, time
    from pathlib import Path
    from demo import services as embedded
    folder, origin, *given = sys.argv[1:]
    with embedded.start(Path(folder), origins=[origin], environ=dict.fromkeys(given, "given")) as services:
        pids = [part.child.pid for part in services.parts if part.name != "SMTP"]
        print(json.dumps({"environment": services.environment, "pids": pids}), flush=True)
        time.sleep(600)
"""


@contextmanager
def parent(folder: Path, *given: str) -> Iterator[tuple[int, list[int], dict[str, str]]]:
    """Give the parent's pid, its services' pids and their environment."""
    command = [sys.executable, "-c", textwrap.dedent(PARENT), str(folder), ORIGIN, *given]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2], text=True) as process:
        assert process.stdout
        started = json.loads(process.stdout.readline())
        yield process.pid, started["pids"], started["environment"]


@pytest.fixture(scope="module")
def services(shared_spot: Path) -> Iterator[Services]:
    with embedded.start(shared_spot, origins=[ORIGIN], environ={}, durable=False) as started:
        yield started


def store(environment: dict[str, str]) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=environment["S3_ENDPOINT_URL"],
        region_name="us-east-1",
        aws_access_key_id=environment["S3_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["S3_SECRET_ACCESS_KEY"],
    )


def put_and_preflight(environment: dict[str, str], origin: str) -> tuple[int, int]:
    url = store(environment).generate_presigned_url(
        "put_object", Params={"Bucket": environment["S3_BUCKET"], "Key": "a"}
    )
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "if-none-match",
    }
    return httpx.options(url, headers=asked).status_code, httpx.put(url, content=b"bytes").status_code


def until(condition: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def test_the_database_is_postgresql_18_in_utf_8(services: Services) -> None:
    with psycopg.connect(services.environment["DATABASE_URL"]) as connection:
        row = connection.execute("SELECT current_setting('server_version_num')::int / 10000, 'ä' < 'b'").fetchone()
        assert row == (18, False)
        assert connection.info.encoding == "utf-8"


def test_valkey_answers_as_a_redis_of_6_2_or_newer(services: Services) -> None:
    with redis.Redis.from_url(services.environment["REDIS_URL"]) as client:
        assert client.ping()
        assert client.info()["redis_version"] >= "6.2"


def test_the_store_takes_objects_from_pages_of_the_named_origin_only(services: Services) -> None:
    assert put_and_preflight(services.environment, ORIGIN) == (200, 200)
    assert put_and_preflight(services.environment, "https://elsewhere.example")[0] == 403


def test_the_store_refuses_requests_without_its_keys(services: Services) -> None:
    endpoint, bucket = services.environment["S3_ENDPOINT_URL"], services.environment["S3_BUCKET"]
    assert httpx.put(f"{endpoint}/{bucket}/b", content=b"bytes").status_code == 403


def test_a_mail_lands_in_the_mailbox_as_a_file_a_person_can_read(services: Services) -> None:
    link = "https://interviews.example/join/#" + "secret" * 30
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "alice@appbrew.com", "carol@example.com", "Grüße"
    mail.set_content(f"Schön, Sie zu sehen: {link}", cte="quoted-printable")
    mail.add_attachment("BEGIN:VCALENDAR", subtype="calendar", params={"method": "REQUEST"}, filename="invite.ics")
    host, port = services.environment["EMAIL_URL"].removeprefix("smtp://").split(":")
    with smtplib.SMTP(host, int(port)) as client:
        client.send_message(mail)
    assert services.mailbox
    [delivered] = services.mailbox.glob("*carol@example.com.eml")
    assert link in delivered.read_text()
    parsed = message_from_bytes(delivered.read_bytes(), policy=policy.default)
    assert parsed["Subject"] == "Grüße"
    assert [part.get_param("method") for part in parsed.walk() if part.get_filename()] == ["REQUEST"]


def test_a_mail_in_an_unknown_charset_is_kept_as_it_came() -> None:
    raw = b"Subject: x\nContent-Type: text/plain; charset=martian\nContent-Transfer-Encoding: base64\n\nAAAA\n"
    assert b"AAAA" in readable(raw)


def test_nothing_listens_beyond_this_machine(services: Services) -> None:
    ours = {part.child.pid for part in services.parts if part.name in {"Valkey", "SeaweedFS"}}
    inodes = {str(fd.readlink()) for pid in ours for fd in Path(f"/proc/{pid}/fd").iterdir() if fd.is_symlink()}
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:] + Path("/proc/net/tcp6").read_text().splitlines()[1:]
    listening = [row for row in map(str.split, lines) if row[3] == "0A" and f"socket:[{row[9]}]" in inodes]
    assert len(listening) == 11  # Valkey, and an HTTP and a gRPC port of each part of SeaweedFS but its admin's HTTP
    assert {row[1].split(":")[0] for row in listening} == {"0100007F"}


def test_two_sets_of_services_run_side_by_side_but_not_in_one_folder(services: Services, spot: Path) -> None:
    no_database = {"DATABASE_URL": "given"}
    with embedded.start(spot, origins=[ORIGIN], environ=no_database, durable=False) as second:
        for name in ("REDIS_URL", "S3_ENDPOINT_URL", "EMAIL_URL"):
            assert second.environment[name] != services.environment[name]
        assert put_and_preflight(second.environment, ORIGIN) == (200, 200)
        with pytest.raises(ServiceError, match="in use by process"), embedded.start(spot, origins=[], environ={}):
            pass


def test_services_do_not_outlive_a_parent_that_is_killed(spot: Path) -> None:
    others = set(embedded.NAMES) - {"REDIS_URL"}
    with parent(spot, *others) as (pid, [valkey], _):
        os.kill(pid, signal.SIGKILL)
        until(lambda: not Path(f"/proc/{valkey}").exists())


def test_after_kill_9_of_everything_the_next_start_finds_its_data_and_its_ports(spot: Path) -> None:
    with parent(spot) as (pid, services, environment):
        with psycopg.connect(environment["DATABASE_URL"]) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        assert put_and_preflight(environment, ORIGIN) == (200, 200)
        guards = [int(Path(f"/proc/{service}/stat").read_text().rpartition(")")[2].split()[1]) for service in services]
        # PostgreSQL, the first, is left running without anybody: the next start must find it and end it.
        for killed in [pid, *guards, *services[1:]]:
            os.kill(killed, signal.SIGKILL)
    with embedded.start(spot, origins=[ORIGIN], environ={}) as again:
        assert again.environment == environment
        with psycopg.connect(again.environment["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
        kept = store(again.environment).get_object(Bucket=again.environment["S3_BUCKET"], Key="a")
        assert kept["Body"].read() == b"bytes"


def test_a_long_path_does_not_stop_the_database(spot: Path) -> None:
    deep = spot / ("d" * 60) / ("e" * 60)
    with Home(deep) as home, Postgres(home, durable=False) as environment:
        psycopg.connect(environment["DATABASE_URL"]).close()


def test_what_the_environment_names_is_not_started(spot: Path) -> None:
    with embedded.start(spot, origins=[ORIGIN], environ=ALL_GIVEN) as services:
        assert (services.parts, services.mailbox) == ([], None)
        assert not set(services.environment) & set(embedded.NAMES)


def test_a_store_named_without_all_its_variables_is_refused(spot: Path) -> None:
    half = ALL_GIVEN | {"S3_BUCKET": "", "S3_SECRET_ACCESS_KEY": ""}
    with (
        pytest.raises(ServiceError, match="set S3_BUCKET, S3_SECRET_ACCESS_KEY too"),
        embedded.start(spot, origins=[ORIGIN], environ=half),
    ):
        pass


def test_a_folder_with_other_files_is_refused(spot: Path) -> None:
    (spot / "thesis.txt").write_text("ten years of work")
    with pytest.raises(ServiceError, match="not ours"), Home(spot):
        pass
    assert [entry.name for entry in spot.iterdir()] == ["thesis.txt"]


def test_a_service_that_cannot_start_says_why(spot: Path) -> None:
    with Home(spot) as home:
        postgres = Postgres(home, durable=False)
        (spot / "postgres").mkdir()
        with pytest.raises(ServiceError, match=r"postgres stopped while starting(?s:.*)postgresql\.conf"):
            postgres.start()
