"""A mail server that delivers to a folder: each mail is one `.eml` file that a person can read as it is."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from email.parser import BytesParser
from email.policy import SMTPUTF8
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from demo.services.home import Home
from demo.services.service import Service

# 8 bit and unfolded: the link of an invitation stays one line.
READABLE = SMTPUTF8.clone(max_line_length=0, linesep="\n")


class Smtp(Service):
    """Runs as a thread of this process, hence without a child."""

    name = "SMTP"

    def __init__(self, home: Home) -> None:
        self.mailbox = home.path / "mailbox"
        self._port = home.port("smtp")
        self._controller: Controller | None = None

    def start(self) -> dict[str, str]:
        self.mailbox.mkdir(exist_ok=True)
        self._controller = Controller(Delivery(self.mailbox), hostname="127.0.0.1", port=self._port, ready_timeout=30)
        self._controller.start()
        return {"EMAIL_URL": f"smtp://127.0.0.1:{self._port}"}

    def stop(self) -> None:
        if self._controller:
            self._controller.stop()
        self._controller = None

    @property
    def alive(self) -> bool:
        return self._controller is not None


class Delivery:
    def __init__(self, mailbox: Path) -> None:
        self._mailbox = mailbox

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 -- aiosmtpd's name
        recipient = re.sub(r"[^\w.@+-]", "_", envelope.rcpt_tos[0])
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{recipient}"
        draft = self._mailbox / f".{name}"
        draft.write_bytes(readable(envelope.content))
        draft.rename(self._mailbox / f"{name}.eml")
        return "250 Delivered"


def readable(content: bytes) -> bytes:
    message = BytesParser(policy=READABLE).parsebytes(content)
    for part in message.walk():
        if part.get_content_type() in {"text/plain", "text/html"} and not part.get_filename():
            with suppress(LookupError, ValueError):  # a charset nobody knows: left as it came
                part.set_content(part.get_content(), subtype=part.get_content_subtype(), cte="8bit")
    return message.as_bytes()
