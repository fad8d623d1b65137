"""Parses and limits what a client sends, before anything is done about it."""

from pydantic import ValidationError

from consumers import commands, frames
from consumers.frames import MAX_FRAME, MAX_SIGNAL, CloseCode
from consumers.limits import Bucket, Offences
from consumers.writer import Writer
from core import metrics
from interviews.room.commands import Command, IncomingFrame

QUEUE = 64


class Intake:
    """Turns texts into frames. Refuses what is too large, too fast or malformed, and closes the socket that goes on with it."""

    def __init__(self, writer: Writer) -> None:
        self.queue: list[commands.Incoming] = []  # short; an empty deque would take 600 bytes of every socket
        self._writer = writer
        self._commands, self._signals = Bucket(20, 40), Bucket(200, 400)
        self._floods, self._malformed = Offences(3, 10), Offences(10, 60)

    def read(self, text: str | None) -> commands.Incoming | None:
        """Parse a text. None if it was refused, or if it was a signal too many, which is dropped."""
        if text is None:
            self._writer.close(CloseCode.BINARY, "Frames are JSON text.")
            return None
        if len(text) > MAX_SIGNAL:
            self._writer.close(CloseCode.TOO_BIG, "The frame is too large.")
            return None
        try:
            frame = commands.ADAPTER.validate_json(text)
        except ValidationError as error:
            self._explain(text, error)
            return None
        return frame if self._permits(frame, len(text)) else None

    def _permits(self, frame: commands.Incoming, size: int) -> bool:
        if isinstance(frame, commands.Signal):
            return self._signals.take()
        if size > MAX_FRAME:
            self._writer.close(CloseCode.TOO_BIG, "The frame is too large.")
            return False
        if isinstance(frame, Command) and not self._commands.take():
            self._too_fast(frame)
            return False
        return True

    def _explain(self, text: str, error: ValidationError) -> None:
        problem = error.errors(include_url=False, include_input=False)[0]
        unknown = problem["type"] in ("union_tag_invalid", "union_tag_not_found")
        place = ".".join(str(part) for part in problem["loc"][1:])
        detail = f"{place}: {problem['msg']}" if place else problem["msg"]
        code = "unknown_type" if unknown else "bad_request"
        self.refuse(text, code, detail[:300])

    def refuse(self, text: str | None, code: str, detail: str) -> None:
        """Answer an error, with the frame's id if one can be read. More than 10 such frames a minute close the socket."""
        self._writer.send(frames.error(code, detail, frame_id=commands.id_in(text or "")))
        if self._malformed.one_too_many():
            self._writer.close(CloseCode.PROTOCOL, "Too many frames that cannot be understood.")

    def enqueue(self, frame: commands.Incoming) -> bool:
        """Queue a frame for the runner. False if the queue is full, which is answered."""
        if len(self.queue) >= QUEUE:
            self._too_fast(frame)
            return False
        self.queue.append(frame)
        return True

    def _too_fast(self, frame: commands.Incoming) -> None:
        count(frame, "rate_limited")
        self._writer.send(frames.error("rate_limited", "Too fast.", frame_id=getattr(frame, "id", None), retry=True))
        if self._floods.one_too_many():
            self._writer.close(CloseCode.RATE, "Too many frames.")


def count(frame: IncomingFrame, outcome: str) -> None:
    if isinstance(frame, Command):
        metrics.COMMANDS.labels(frame.type, outcome).inc()
