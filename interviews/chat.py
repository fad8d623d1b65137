"""Chat: with the room, among staff, and with one person in the waiting room."""

from uuid import UUID

from core.actors import Actor
from core.errors import Conflict, Forbidden
from interviews import events
from interviews.models import Participant
from interviews.rooms import Room, verb


@verb("chat.send")
def send(room: Room, *, text: str, channel: str = "room", to: UUID | None = None, by: Actor) -> None:  # noqa: ARG001 -- the room knows who
    """Say something. People in the waiting room speak in the lobby channel, whatever they ask for."""
    me = room.mine
    if me.lobby == Participant.Lobby.WAITING and not me.is_here:
        channel, to = "lobby", me.pk
    elif channel != "room" and not me.is_staff:
        raise Forbidden
    elif channel == "lobby" and room.participant(to).lobby != Participant.Lobby.WAITING:
        raise Conflict("That person is not waiting.")
    addressee = to if channel == "lobby" else None
    room.tell(events.ChatSent(channel=channel, name=me.name, text=text, to=addressee))
