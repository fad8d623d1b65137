"""Notes of the staff, stamped with the moment they were made. They live in the log, and only there."""

from core.actors import Actor
from interviews import events
from interviews.rooms import Room, verb


@verb("note.add")
def add(room: Room, *, text: str, by: Actor) -> None:  # noqa: ARG001 -- the room knows who
    """Write a note that the panel sees at once."""
    room.tell(events.NoteAdded(name=room.mine.name, text=text))
