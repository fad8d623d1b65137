"""What people write: chat with the room, among staff and with one waiting person, and the notes of the staff.

Notes are stamped with the moment they were made. Both live in the log, and only there.
"""

from uuid import UUID

from core.errors import Conflict, Forbidden
from interviews.models import Participant
from interviews.room import commands, events
from interviews.room.transaction import LockedRoom, verb


@verb(commands.SendChat)
def send(room: LockedRoom, *, text: str, channel: str = "room", to: UUID | None = None) -> None:
    """Say something. People in the waiting room speak in the lobby channel, whatever they ask for."""
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
