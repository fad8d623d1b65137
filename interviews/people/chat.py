"""What people write: chat with the room, among staff and with one waiting person, and the notes of the staff.

Notes are stamped with the moment they were made. Both live in the log, and only there.
"""

from typing import Any
from uuid import UUID

import orjson

from core.errors import Conflict, Forbidden
from interviews.models import Participant, VideoSession
from interviews.room import commands, events, log
from interviews.room.transaction import LockedRoom, verb


@verb(commands.SendChat)
def send(room: LockedRoom, *, text: str, channel: str = "room", to: UUID | None = None) -> None:
    """Write a message. A person in the waiting room writes in the lobby channel, whatever they ask for."""
    me = room.mine
    if me.lobby == Participant.Lobby.WAITING and not me.is_here:
        channel, to = "lobby", me.pk
    elif channel != "room" and not me.is_staff:
        raise Forbidden
    elif channel == "lobby" and room.participant(to).lobby != Participant.Lobby.WAITING:
        raise Conflict("That person is not waiting.")
    addressee = to if channel == "lobby" else None
    room.append(events.ChatSent(channel=channel, name=me.name, text=text, to=addressee))


@verb(commands.AddNote)
def add_note(room: LockedRoom, *, text: str) -> None:
    """Write a note that the panel sees at once."""
    room.append(events.NoteAdded(name=room.mine.name, text=text))


LINE = ("id", "at", "by", "channel", "name", "text", "to")
"""Of a frame. Without `stream` and `seq`: a guest's lines of the waiting room stand in the stream whose events guests
must not even count."""


def so_far(
    session: VideoSession, reader: Participant | None, *, after: UUID | None, limit: int
) -> list[dict[str, Any]]:
    """List what was written, oldest first, as far as it is the reader's to read; None is a colleague without a part.

    `{"id": …, "at": …, "by": "<participant>", "channel": "room", "name": "Carol", "text": "Hello", "to": null}`

    Raises Forbidden for guests who were removed.
    """
    if reader is None or reader.is_staff:
        frames = log.chat(session.pk, events.STREAMS, lobby_of=None, after=after, limit=limit)
    elif reader.presence == Participant.Presence.REMOVED:
        raise Forbidden("You were removed from this interview.", code="removed")
    else:
        inside: tuple[events.Stream, ...] = ("all",) if reader.is_here else ()
        frames = log.chat(session.pk, inside, lobby_of=reader.pk, after=after, limit=limit)
    return [{name: frame[name] for name in LINE} for frame in map(orjson.loads, frames)]
