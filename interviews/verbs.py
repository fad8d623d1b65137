"""Every verb that people can ask for, by the name of its command: importing the nouns registers them."""

from interviews import chat, consents, notes, participants, scorecards, sessions
from interviews.recordings import verbs as recordings
from interviews.rooms import VERBS

__all__ = ["VERBS", "chat", "consents", "notes", "participants", "recordings", "scorecards", "sessions"]
