"""DATABASE_URL and EMAIL_URL are read as libpq and Django's mail backends need them."""

from typing import Any

import pytest
from pydantic import ValidationError

from config import servers
from config.env import Environment

HERE = {"NAME": "", "USER": "", "PASSWORD": "", "HOST": "", "PORT": ""}


@pytest.mark.parametrize(
    ("url", "settings", "options"),
    [
        ("postgres:///talent_engine", {"NAME": "talent_engine"}, {}),
        (
            "postgres://te:p%40%2Fs%25%3F+%20@db.example:6543/interviews",
            {"NAME": "interviews", "USER": "te", "PASSWORD": "p@/s%?+ ", "HOST": "db.example", "PORT": "6543"},
            {},
        ),
        (
            "postgresql://postgres@/interviews?host=/run/with%20space",
            {"NAME": "interviews", "USER": "postgres", "HOST": "/run/with space"},
            {},
        ),
        (
            "postgresql://db/interviews?sslmode=verify-full&sslrootcert=/ca.pem&application_name=te",
            {"NAME": "interviews", "HOST": "db"},
            {"sslmode": "verify-full", "sslrootcert": "/ca.pem", "application_name": "te"},
        ),
        (
            "postgresql://one:5432,two:5433/interviews?target_session_attrs=read-write",
            {"NAME": "interviews", "HOST": "one,two", "PORT": "5432,5433"},
            {"target_session_attrs": "read-write"},
        ),
        ("postgresql://[::1]:5432/interviews", {"NAME": "interviews", "HOST": "::1", "PORT": "5432"}, {}),
    ],
)
def test_a_database_url_is_read_as_libpq_reads_it(url: str, settings: dict[str, str], options: dict[str, str]) -> None:
    expected = {"ENGINE": "django.db.backends.postgresql", **HERE, **settings, "OPTIONS": options}
    assert servers.database(url) == expected


def mailer(name: str, **facts: Any) -> servers.MailServer:
    plain = {"host": None, "port": None, "user": None, "password": None, "starttls": False, "tls": False, "folder": ""}
    return servers.MailServer(backend=f"django.core.mail.backends.{name}.EmailBackend", **plain | facts)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("consolemail://", mailer("console")),
        ("memorymail://", mailer("locmem")),
        ("dummymail://", mailer("dummy")),
        ("smtp://127.0.0.1:2525", mailer("smtp", host="127.0.0.1", port=2525)),
        (
            "smtps://te%40acme.example:p%40%25%2F+@mx.example:587",
            mailer("smtp", host="mx.example", port=587, user="te@acme.example", password="p@%/+", starttls=True),
        ),
        ("smtp+tls://mx.example", mailer("smtp", host="mx.example", starttls=True)),
        ("smtp+ssl://mx.example:465", mailer("smtp", host="mx.example", port=465, tls=True)),
        ("smtp://mx.example?email_use_tls=1", mailer("smtp", host="mx.example", starttls=True)),
        ("smtp://mx.example?EMAIL_USE_SSL=True", mailer("smtp", host="mx.example", tls=True)),
        ("filemail:////srv/all%20mails", mailer("filebased", folder="/srv/all mails")),
        ("filemail:///mails", mailer("filebased", folder="mails")),
    ],
)
def test_an_email_url_names_a_backend_and_its_server(url: str, expected: servers.MailServer) -> None:
    assert servers.mail(url) == expected


@pytest.mark.parametrize(
    "url", ["", "mysql://te:s3cret@db/x", "postgres://te:s3cret%zz@db/x", "postgres://db/x?nope=1"]
)
def test_an_unreadable_database_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"must begin|is no URL"):
        servers.database(url)


@pytest.mark.parametrize("url", ["", "http://mx", "smtp://te:s3/cret@mx", "smtp://mx:0", "smtp://mx?timeout=3"])
def test_an_unreadable_email_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"must begin|is no URL"):
        servers.mail(url)


def test_all_unreadable_urls_are_reported_at_once_without_their_passwords() -> None:
    with pytest.raises(ValidationError) as caught:
        Environment(database_url="postgres://te:s3cret%zz@db/x", email_url="smtp://te:s3/cret@mx")
    assert caught.value.error_count() == 2
    assert "s3" not in str(caught.value)
