"""What a socket says, before anything is done about it: read strictly, refused with a reason, and not without end."""

from pydantic import ValidationError

from consumers import commands, frames
from consumers.frames import MAX_FRAME, MAX_SIGNAL, Close
from consumers.limits import Bucket, Offences
from consumers.writer import Writer
from core import metrics
from interviews.room.commands import Command, IncomingFrame

QUEUE = 64


class Intake:
    """Turns texts into frames. What is too much, too fast or nonsense is answered here, and in the end closes the socket."""

    def __init__(self, writer: Writer) -> None:
        self.queue: list[commands.Incoming] = []  # short; an empty deque would take 600 bytes of every socket
        self._writer = writer
        self._commands, self._signals = Bucket(20, 40), Bucket(200, 400)
        self._flooding, self._nonsense = Offences(3, 10), Offences(10, 60)

    def read(self, text: str | None) -> commands.Incoming | None:
        """The frame; None if it was refused, or dropped because a signal too many may be."""
        if text is None:
            self._writer.close(Close.BINARY, "Frames are JSON text.")
            return None
        if len(text) > MAX_SIGNAL:
            self._writer.close(Close.TOO_BIG, "The frame is too large.")
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
            self._writer.close(Close.TOO_BIG, "The frame is too large.")
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
        """Say what is wrong, with the id if one can be read; the connection stays, unless nonsense is all it sends."""
        self._writer.send(frames.error(code, detail, frame_id=commands.id_in(text or "")))
        if self._nonsense.one_too_many():
            self._writer.close(Close.PROTOCOL, "Too many frames that cannot be understood.")

    def enqueue(self, frame: commands.Incoming) -> bool:
        """To be carried out in its turn. False when the queue is full, which its sender is told."""
        if len(self.queue) >= QUEUE:
            self._too_fast(frame)
            return False
        self.queue.append(frame)
        return True

    def _too_fast(self, frame: commands.Incoming) -> None:
        count(frame, "rate_limited")
        self._writer.send(frames.error("rate_limited", "Too fast.", frame_id=getattr(frame, "id", None), retry=True))
        if self._flooding.one_too_many():
            self._writer.close(Close.RATE, "Too many frames.")


def count(frame: IncomingFrame, outcome: str) -> None:
    if isinstance(frame, Command):
        metrics.COMMANDS.labels(frame.type, outcome).inc()
