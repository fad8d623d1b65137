"""Mail: the server answers, takes our login, and takes a message where one is asked for."""

import smtplib
import ssl
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend

from core.doctor.examination import Failed, NotApplicable, Probe, Warned

TIME_LIMIT = 4  # seconds for each answer
SUBJECT = "Talent Engine can send mail"
TEXT = "This message was sent by `manage.py doctor --send-to`. Nothing needs to be done."


def probes(send_to: str | None) -> list[Probe]:
    return [
        Probe(
            "mail.connect",
            "connect to the mail server, with TLS and login where configured",
            _connect,
            "Correct host and port in EMAIL_URL (smtp://, smtp+tls:// for STARTTLS, smtps:// for TLS), and open the way there.",
            limit=10,
            door=True,
        ),
        Probe(
            "mail.sender",
            "look at the sender's address",
            _sender,
            "Set EMAIL_FROM to an address of a domain that your mail server may send for (SPF, DKIM).",
        ),
        Probe(
            "mail.send",
            "send a message",
            lambda: _send(send_to),
            "Look at the mail server's answer: it takes the login, but not this sender or recipient.",
            limit=15,
        ),
    ]


def _smtp() -> EmailBackend:
    connection = get_connection(timeout=TIME_LIMIT)
    if not isinstance(connection, EmailBackend):
        name = type(connection).__module__.rpartition(".")[2]
        raise Warned(f"mails go to the {name} backend, to nobody", "Set EMAIL_URL to your mail server's address.")
    return connection


def _connect() -> str:
    connection = _smtp()
    try:
        connection.open()
        tls = "TLS" if connection.use_ssl else "STARTTLS" if connection.use_tls else "without TLS"
        login = "logged in" if connection.username and connection.password else "without a login"
    except smtplib.SMTPAuthenticationError as error:
        raise Failed(_reply(error), "Correct the user and password in EMAIL_URL.") from error
    except smtplib.SMTPNotSupportedError as error:
        fix = "The server offers no STARTTLS or login there: use smtps:// and its port, or leave +tls or the login out."
        raise Failed(str(error), fix) from error
    except ssl.SSLError as error:
        fix = "Use smtp+tls:// for STARTTLS (port 587) and smtps:// for TLS (465), with a certificate for the host's name."
        raise Failed(f"{type(error).__name__}: {error.reason}", fix) from error
    finally:
        connection.close()
    return f"{connection.host}:{connection.port}, {tls}, {login}"


def _sender() -> str:
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    if address.rpartition("@")[2] in {"", "localhost"}:
        raise Warned(f"mails come from {settings.DEFAULT_FROM_EMAIL}")
    return address


def _send(send_to: str | None) -> str:
    if send_to is None:
        raise NotApplicable("only with --send-to ADDRESS")
    connection = _smtp()
    try:
        EmailMessage(SUBJECT, TEXT, to=[send_to], connection=connection).send()
    except smtplib.SMTPResponseException as error:
        raise Failed(_reply(error)) from error
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        raise Failed(f"{code} {text.decode(errors='replace')}") from error
    return f"the server took a message for {send_to}"


def _reply(error: smtplib.SMTPResponseException) -> str:
    text = error.smtp_error
    return f"{error.smtp_code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
