"""Read the addresses of servers, DATABASE_URL and EMAIL_URL, into Django's settings."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

_BACKENDS = {
    "smtp": "smtp",
    "smtps": "smtp",
    "smtp+tls": "smtp",
    "smtp+ssl": "smtp",
    "consolemail": "console",
    "filemail": "filebased",
    "memorymail": "locmem",
    "dummymail": "dummy",
}
_HINT = "Is every special character of its password %-escaped, and every option known?"
_YES = ("1", "true", "yes", "on")
_STARTTLS, _TLS = ("smtps", "smtp+tls"), ("smtp+ssl",)


@dataclass(frozen=True)
class MailServer:
    """The values of Django's EMAIL_… settings; None leaves the choice to Django or smtplib."""

    backend: str
    host: str | None
    port: int | None
    user: str | None
    password: str | None
    starttls: bool
    tls: bool
    folder: str


def database(url: str) -> dict[str, Any]:
    """`postgresql://user:p%40ss@host:5432/name?sslmode=require` as an entry of DATABASES.

    libpq itself reads the URL (sockets, several hosts and every option included); what is not name, user, password,
    host or port goes to OPTIONS. Raises ValueError when libpq cannot read it; libpq's own message would quote the
    password. https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS
    """
    if not url.startswith(("postgres://", "postgresql://")):
        raise ValueError("must begin with postgres:// or postgresql://.")
    try:
        options = conninfo_to_dict(url)
    except ProgrammingError:
        raise ValueError(f"is no URL that libpq can read. {_HINT}") from None
    named = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    found = {setting: str(options.pop(name, "")) for setting, name in named.items()}
    return {"ENGINE": "django.db.backends.postgresql", **found, "OPTIONS": options}


def mail(url: str) -> MailServer:
    """`smtp://user:p%40ss@host:587`; `smtps` and `smtp+tls` begin with STARTTLS, `smtp+ssl` speaks TLS at once.

    Also `consolemail://`, `memorymail://`, `dummymail://` and `filemail:///folder/below/here` (`filemail:////tmp/mails`
    is absolute). `?email_use_tls=1` and `?email_use_ssl=1` stand for the two kinds of TLS. Raises ValueError.
    """
    parts = urlsplit(url)
    if parts.scheme not in _BACKENDS:
        raise ValueError(f"must begin with one of {', '.join(f'{scheme}://' for scheme in _BACKENDS)}.")
    options = {name.lower(): values[-1].lower() in _YES for name, values in parse_qs(parts.query).items()}
    try:
        port = parts.port
    except ValueError:  # its message quotes what may be half a password
        port = 0
    if port == 0 or options.keys() - {"email_use_tls", "email_use_ssl"}:
        raise ValueError(f"is no URL of a mail server. {_HINT}")
    return MailServer(
        backend=f"django.core.mail.backends.{_BACKENDS[parts.scheme]}.EmailBackend",
        host=parts.hostname,
        port=port,
        user=parts.username and unquote(parts.username),
        password=parts.password and unquote(parts.password),
        starttls=parts.scheme in _STARTTLS or options.get("email_use_tls", False),
        tls=parts.scheme in _TLS or options.get("email_use_ssl", False),
        folder=unquote(parts.path.removeprefix("/")),
    )
