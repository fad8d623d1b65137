"""Chat (with the room, among staff, with one waiting person) and the notes of staff. Both are stored only in the log."""

from typing import Any
from uuid import UUID

import orjson

from core.errors import Conflict, Forbidden
from interviews.models import Participant, VideoSession
from interviews.room import commands, events, log
from interviews.room.transaction import LockedRoom, verb


@verb(commands.SendChat)
def send(room: LockedRoom, *, text: str, channel: str = "room", to: UUID | None = None) -> None:
    """Write a message to `channel`: "room", "staff" or "lobby" (then `to` is the waiting person).

    A person in the waiting room always writes in the lobby. Raises Forbidden (staff channels), Conflict (`to` is not
    waiting).
    """
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
    """Write a note, which the panel sees at once, stamped with its moment."""
    room.append(events.NoteAdded(name=room.mine.name, text=text))


LINE = ("id", "at", "by", "channel", "name", "text", "to")
"""The fields of a frame that are returned. Not `stream` and `seq`: waiting-room messages are in the staff stream, whose
events guests must not be able to count."""


def so_far(
    session: VideoSession, reader: Participant | None, *, after: UUID | None, limit: int
) -> list[dict[str, Any]]:
    """The chat so far that the reader may read, oldest first; None is a member of staff without a participant row.

    `[{"id": …, "at": …, "by": "<participant>", "channel": "room", "name": "Carol", "text": "Hello", "to": null}]`

    `after` is the id of a message, which is not included. Raises Forbidden for guests who were removed.
    """
    if reader is None or reader.is_staff:
        frames = log.chat(session.pk, events.STREAMS, lobby_of=None, after=after, limit=limit)
    elif reader.presence == Participant.Presence.REMOVED:
        raise Forbidden("You were removed from this interview.", code="removed")
    else:
        inside: tuple[events.Stream, ...] = ("all",) if reader.is_here else ()
        frames = log.chat(session.pk, inside, lobby_of=reader.pk, after=after, limit=limit)
    return [{name: frame[name] for name in LINE} for frame in map(orjson.loads, frames)]
