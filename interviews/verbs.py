"""Every verb with a command, by the command's name (`VERBS`): importing the modules registers them."""

from interviews.people import chat, consents
from interviews.people import verbs as participants
from interviews.recordings import verbs as recordings
from interviews.room.transaction import VERBS
from interviews.scorecards import verbs as scorecards
from interviews.sessions import verbs as sessions

__all__ = ["VERBS", "chat", "consents", "participants", "recordings", "scorecards", "sessions"]
